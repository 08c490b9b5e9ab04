import { reportSeldom } from '../../diagnostics/diagnostic.js';
import type { Run } from '../../run/run.js';
import { RunRedaction } from '../../run/runRedaction.js';
import { exiting } from '../atExit.js';
import { AttachmentReads, type NamedAttachments, type NamedBytes } from '../attachments/attachmentReads.js';
import type { DeliveryOptions, Exporter } from '../exporter.js';
import { TraceKeeper } from '../sampling/traceKeeper.js';
import { TraceSample } from '../sampling/traceSample.js';
import { withinTime } from '../withinTime.js';
import { batchSettings, keepSettings, type BatchOptions } from './batchOptions.js';
import type { BatchTarget } from './batchTarget.js';
import { DeliveryError } from './deliveryError.js';
import { ExporterTarget } from './exporterTarget.js';
import { LargeRuns } from './largeRuns.js';
import { Losses } from './losses.js';
import { weightOf } from './packLargeRun.js';
import type { PackedKind, PackedRun } from './packedRun.js';
import { packRun } from './packRun.js';
import { beforeProcessEnds } from './processEnd.js';
import { membersOf, type RunMembers } from './runMembers.js';
import { RunQueue } from './runQueue.js';
import { Slabs } from './slabs.js';

function targetOf(target: BatchTarget | Exporter): BatchTarget {
  return 'deliver' in target ? target : new ExporterTarget(target);
}

/**
 * Brings runs to a target in batches, in the background: each run is written down once, when it ends, and counts from then
 * on with its exact bytes against a bound. Around any exporter; `LangSmithExporter` is one of these.
 *
 * A program that ends needs no call: what is there is delivered when its work is done, at `process.exit`, after an
 * uncaught error and at a signal, each within `exitTimeoutMs`; and after `kill -9` by the next process, with a `spool`.
 *
 * @example
 * configure({ exporter: new BatchExporter(new FileExporter('traces.jsonl'), { delayMs: 1000 }) });
 */
export class BatchExporter implements Exporter {
  /** All that is started here runs silently. Not so a hook that somebody gave. */
  readonly isPassive: boolean;
  readonly #target: BatchTarget;
  readonly #options: BatchOptions;
  readonly #redaction: RunRedaction | undefined;
  readonly #exitTimeoutMs: number;
  readonly #losses: Losses;
  readonly #queue: RunQueue;
  readonly #slabs = new Slabs();
  readonly #large = new LargeRuns();
  readonly #reads: AttachmentReads;
  readonly #attachmentBytes: number;
  readonly #sample: TraceSample;
  readonly #keeper: TraceKeeper | undefined;
  /** Runs whose start went ahead. */
  readonly #started = new Set<string>();
  readonly #cancelDeparture: () => void;
  #exitDeadline: number | undefined;
  #hasTriedToLeave = false;
  #isClosed = false;

  /** @throws TypeError on unknown options and values out of range. */
  constructor(target: BatchTarget | Exporter, options: BatchOptions = {}) {
    const settings = batchSettings(new.target.name, options);
    this.#target = targetOf(target);
    this.#options = options;
    this.isPassive = options.record === undefined;
    this.#redaction = RunRedaction.of(new.target.name, options);
    this.#exitTimeoutMs = settings.exitTimeoutMs;
    this.#reads = new AttachmentReads(settings.requestTimeoutMs, (name, why) => this.#tellUnread(name, why));
    this.#attachmentBytes = settings.attachmentBytes;
    this.#losses = new Losses(`The exporter to ${this.#target.name}`);
    this.#queue = new RunQueue(this.#target, settings, options, this.#losses);
    this.#sample = new TraceSample(settings.samplingRate);
    if (options.keep !== undefined) {
      this.#keeper = new TraceKeeper(keepSettings(new.target.name, options.keep), this.#queue);
    }
    const exporter = this;
    this.#cancelDeparture = beforeProcessEnds({
      get hasCargo() {
        return !exporter.#isClosed && !exporter.#hasTriedToLeave && exporter.#hasCargo();
      },
      heedsSignals: options.signals !== false,
      leave: async () => exporter.#leave(),
      leaveAtOnce: () => exporter.#leaveAtOnce(),
    });
  }

  onStart(run: Run): void {
    if (this.#keeper === undefined && this.#options.sendStarts !== true) return;
    if (this.#isClosed || !this.#sample.takes(run)) return;
    if (this.#keeper !== undefined) return this.#keeper.started(run);
    this.#write(run, 'post', true);
  }

  onEnd(run: Run): void {
    if (this.#isClosed || !this.#sample.takes(run)) return;
    const hasStarted = this.#started.size > 0 && this.#started.delete(run.id);
    this.#write(run, hasStarted ? 'patch' : 'post', false);
    if (exiting()) this.#leaveAtOnce();
  }

  /**
   * Resolves when everything that was handed over before the call has arrived.
   *
   * @throws DeliveryError where something has not, or not within `timeoutMs`; it says how many runs, and why.
   */
  async flush(options: DeliveryOptions = {}): Promise<void> {
    const work = this.#settle();
    // Nothing of ours keeps a process alive, but somebody who waits does: at the top level of a module it would end here.
    const alive = setInterval(() => undefined, 2 ** 30);
    try {
      await withinTime(work, options.timeoutMs, '');
    } catch (error) {
      // Also the TypeError of a time that is none.
      if (error instanceof DeliveryError || error instanceof TypeError) throw error;
      const reason = `They were not there within ${String(options.timeoutMs)} ms, and stay on their way.`;
      throw new DeliveryError(this.#what, this.#queue.count, [reason]);
    } finally {
      clearInterval(alive);
    }
  }

  /** As `flush`; afterwards nothing is taken any more, and what has not arrived is given up (and stays in the spool). */
  async shutdown(options?: DeliveryOptions): Promise<void> {
    if (!this.#isClosed) this.#keeper?.decideAll();
    this.#isClosed = true;
    try {
      await this.flush(options);
    } finally {
      this.#cancelDeparture();
      this.#queue.close();
      this.#losses.close();
      await this.#target.close?.();
    }
  }

  /** Takes something about a run of a trace, which is none itself, for targets that know more. @internal */
  protected enqueue(members: RunMembers, kind: PackedKind, traceId: string): void {
    if (this.#isClosed || !this.#sample.has(traceId)) return;
    this.#hasTriedToLeave = false;
    const packed = packRun(members, kind, this.#slabs);
    if (this.#keeper === undefined) this.#queue.add(packed);
    else this.#keeper.said(traceId, packed.alone());
    if (exiting()) this.#leaveAtOnce();
  }

  /** Whether the start of a run went ahead, and its end is to come. @internal */
  protected hasStarted(run: Run): boolean {
    return !this.#isClosed && this.#started.has(run.id);
  }

  get #what(): string {
    return `Delivery to ${this.#target.name}`;
  }

  #hasCargo(): boolean {
    return !this.#queue.isEmpty || (this.#keeper?.bytes ?? 0) > 0;
  }

  /** Writes a run down and hands it on. What cannot be written costs itself. */
  #write(given: Run, kind: PackedKind, isStart: boolean): void {
    try {
      // Before anything is added to it: that is ours.
      const shown = this.#redaction === undefined ? given : this.#redaction.run(given);
      const run = this.#options.record === undefined ? shown : this.#options.record(shown);
      if (run === undefined) return;
      const members = membersOf(run, this.#target.wantsErrorRecords === true);
      this.#hasTriedToLeave = false;
      const { unread } = members;
      // What is read goes with the end.
      if (unread === undefined || isStart || this.#target.takesAttachments === false) {
        this.#pack(given, members, kind, isStart);
      } else this.#readFirst(given, { ...members, unread }, kind);
    } catch (error) {
      this.#loseUnwritten(error);
      this.#handOn(given, undefined, isStart);
    }
  }

  #pack(given: Run, members: RunMembers, kind: PackedKind, isStart: boolean): void {
    const weight = weightOf(members);
    // A start that is long in the writing could come after its end: it goes with the end.
    if (weight !== undefined) return isStart ? undefined : this.#writeLarge(given, members, kind, weight);
    const packed = packRun(members, kind, this.#slabs);
    if (isStart) this.#started.add(given.id);
    this.#handOn(given, packed, isStart);
  }

  /** A run with files and streams counts among those that wait; their bytes do from when they are read. */
  #readFirst(
    given: Run,
    { unread: files, ...members }: RunMembers & { unread: NamedAttachments },
    kind: PackedKind,
  ): void {
    if (!this.#queue.reserve(0)) return this.#keeper?.ended(given, undefined);
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
        this.#pack(given, { ...members, attachments }, kind, false);
      } catch (error) {
        this.#loseUnwritten(error);
        this.#handOn(given, undefined, false);
      }
    };
    this.#reads.add({ files, room: { most: this.#attachmentBytes, take }, give });
  }

  #writeLarge(given: Run, members: RunMembers, kind: PackedKind, weight: number): void {
    if (!this.#queue.reserve(weight)) return this.#keeper?.ended(given, undefined);
    const give = (packed: PackedRun | undefined, error?: unknown): void => {
      this.#queue.unreserve(weight);
      if (packed === undefined) this.#loseUnwritten(error);
      this.#handOn(given, packed, false);
    };
    this.#large.add({ members, kind, give });
  }

  #handOn(run: Run, packed: PackedRun | undefined, isStart: boolean): void {
    if (this.#keeper === undefined) {
      if (packed !== undefined) this.#queue.add(packed, isStart);
    } else this.#keeper.ended(run, packed?.alone());
  }

  #tellUnread(name: string, why: string): void {
    reportSeldom({
      code: 'attachment-unread',
      message: `The attachment ${JSON.stringify(name)} of a run was not read: ${why}. The run is exported, and says so in its place.`,
    });
  }

  #loseUnwritten(error: unknown): void {
    const reason = `They cannot be written as JSON: ${String(error)}. Traced code hands over nothing but JSON: look at where they were made.`;
    this.#losses.add(1, reason);
  }

  async #settle(): Promise<void> {
    await this.#reads.settled();
    await this.#large.settled();
    const settlements = await this.#queue.settled();
    const reasons = new Set(settlements.flatMap((settlement) => settlement.reasons));
    if (reasons.size === 0) return;
    const lost = settlements.reduce((sum, settlement) => sum + settlement.lost, 0);
    throw new DeliveryError(this.#what, lost, [...reasons]);
  }

  async #leave(): Promise<void> {
    this.#keeper?.decideAll();
    this.#exitDeadline = performance.now() + this.#exitTimeoutMs;
    // What is lost by that is told by those who lose it.
    await this.flush({ timeoutMs: this.#exitTimeoutMs }).catch(() => undefined);
    this.#hasTriedToLeave = this.#hasCargo();
  }

  #leaveAtOnce(): void {
    this.#reads.readAtOnce();
    this.#large.writeAtOnce(this.#slabs);
    this.#keeper?.decideAll();
    this.#exitDeadline ??= performance.now() + this.#exitTimeoutMs;
    this.#queue.exit(Math.max(0, this.#exitDeadline - performance.now()));
    this.#losses.tell();
  }
}
