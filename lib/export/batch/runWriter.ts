import { reportSeldom } from '../../diagnostics/diagnostic.js';
import type { Run } from '../../run/run.js';
import { AttachmentReads, type NamedAttachments, type NamedBytes } from '../attachments/attachmentReads.js';
import type { BatchSettings } from './batchOptions.js';
import type { BatchTarget } from './batchTarget.js';
import { LargeRuns } from './largeRuns.js';
import type { Losses } from './losses.js';
import { weightOf } from './packLargeRun.js';
import type { PackedKind, PackedRun } from './packedRun.js';
import { packRun } from './packRun.js';
import { membersOf, type RunMembers } from './runMembers.js';
import type { RunQueue } from './runQueue.js';
import { Slabs } from './slabs.js';

/** A run that is to be written down. */
export interface Writing {
  /** As it was handed over. */
  readonly given: Run;
  /** As it is to be seen. */
  readonly run: Run;
  readonly kind: PackedKind;
  readonly isStart: boolean;
}

/** Takes a run that is written; `undefined` where it is lost, which has been told. */
export type TakePacked = (writing: Writing, packed: PackedRun | undefined) => void;

/**
 * Writes runs down: most of them at once, large ones bit by bit, and those with files and streams when these are read.
 * What cannot be written costs itself.
 */
export class RunWriter {
  readonly #target: BatchTarget;
  readonly #queue: RunQueue;
  readonly #losses: Losses;
  readonly #take: TakePacked;
  readonly #slabs = new Slabs();
  readonly #large = new LargeRuns();
  readonly #reads: AttachmentReads;
  readonly #attachmentBytes: number;

  /** `queue`: what counts the memory of runs that are not written yet. */
  constructor(target: BatchTarget, settings: BatchSettings, queue: RunQueue, losses: Losses, take: TakePacked) {
    this.#target = target;
    this.#queue = queue;
    this.#losses = losses;
    this.#take = take;
    this.#reads = new AttachmentReads(settings.requestTimeoutMs, tellUnread);
    this.#attachmentBytes = settings.attachmentBytes;
  }

  write(writing: Writing): void {
    try {
      const members = membersOf(writing.run, this.#target.wantsErrorRecords === true);
      const { unread } = members;
      // What is read goes with the end.
      if (unread === undefined || writing.isStart || this.#target.takesAttachments === false) {
        this.#pack(writing, members);
      } else this.#readFirst(writing, members, unread);
    } catch (error) {
      this.lose(writing, error);
    }
  }

  /** Something that is no run: feedback. */
  writeMembers(members: RunMembers, kind: PackedKind): PackedRun {
    return packRun(members, kind, this.#slabs);
  }

  lose(writing: Writing, error: unknown): void {
    const reason = `They cannot be written as JSON: ${String(error)}. Traced code hands over nothing but JSON: look at where they were made.`;
    this.#losses.add(1, reason);
    this.#take(writing, undefined);
  }

  /** Resolves when those that are here now are written. */
  async settled(): Promise<void> {
    await this.#reads.settled();
    await this.#large.settled();
  }

  /** Writes all of them now, for an exit that does not wait. */
  writeAtOnce(): void {
    this.#reads.readAtOnce();
    this.#large.writeAtOnce(this.#slabs);
  }

  #pack(writing: Writing, members: RunMembers): void {
    const weight = weightOf(members);
    if (weight === undefined) this.#take(writing, packRun(members, writing.kind, this.#slabs));
    // A start that is long in the writing could come after its end: it goes with the end.
    else if (!writing.isStart) this.#writeLarge(writing, members, weight);
  }

  /** A run with files and streams counts among those that wait; their bytes do from when they are read. */
  #readFirst(writing: Writing, members: RunMembers, files: NamedAttachments): void {
    if (!this.#queue.reserve(0)) return this.#take(writing, undefined);
    let held: number | undefined = 0;
    const take = (bytes: number): boolean => {
      // Of one that was given up, which goes on for itself.
      if (held === undefined || !this.#queue.extend(bytes)) return false;
      held += bytes;
      return true;
    };
    const give = (attachments: NamedBytes): void => {
      this.#queue.unreserve(held ?? 0);
      held = undefined;
      try {
        this.#pack(writing, { ...members, attachments });
      } catch (error) {
        this.lose(writing, error);
      }
    };
    this.#reads.add({ files, room: { most: this.#attachmentBytes, take }, give });
  }

  #writeLarge(writing: Writing, members: RunMembers, weight: number): void {
    if (!this.#queue.reserve(weight)) return this.#take(writing, undefined);
    const give = (packed: PackedRun | undefined, error?: unknown): void => {
      this.#queue.unreserve(weight);
      if (packed === undefined) this.lose(writing, error);
      else this.#take(writing, packed);
    };
    this.#large.add({ members, kind: writing.kind, give });
  }
}

function tellUnread(name: string, why: string): void {
  reportSeldom({
    code: 'attachment-unread',
    message: `The attachment ${JSON.stringify(name)} of a run was not read: ${why}. The run is exported, and says so in its place.`,
  });
}
