import { inputsByName, type ArgumentNames } from '../capture/inputs.js';
import { outputsRecord } from '../capture/outputs.js';
import { errorRecord, type ErrorRecord } from '../capture/errorRecord.js';
import { snapshot } from '../capture/snapshot.js';
import { reportOnce } from '../diagnostics/diagnostic.js';
import type { CheckedDescription } from './checkedDescription.js';
import { readTimer, traceClock, type Clock } from './clock.js';
import { defaultProjectName } from './defaultProject.js';
import { mergeMetadata, mergeTags, takeMetadata, takeTags } from './inherit.js';
import { notifyEnd, notifyStart, notifyStream } from './notify.js';
import { shownRun, showsParts } from './processRedaction.js';
import type { EndStatus, Run, RunAttachment, RunEvent, RunStatus, RunType } from './run.js';
import { RunIdentity } from './runIdentity.js';
import type { RunObserver } from './runObserver.js';

/** What few runs have: kept apart, so that the others do not pay for it. */
interface RareParts {
  events?: RunEvent[];
  attachments?: Record<string, RunAttachment>;
  /** Handed out while the run was going on: from then on these count. */
  tags?: string[];
  metadata?: Record<string, unknown>;
}

const none: unique symbol = Symbol('no output');

/**
 * What a run holds, and how it comes to its end.
 *
 * What it hands out can be written to, and changes neither another run nor this one after its end: lists and records are
 * copies, of inputs and outputs the outermost. Tags and metadata, which runs share, are copied as a whole; those of a
 * running run are its own, and what is written there counts.
 *
 * No `#private` members: where two copies of the library meet, each works with the other's runs.
 */
export class RunState extends RunIdentity implements Run {
  private readonly ownName: string;
  private readonly ownType: RunType;
  private stopTime: number | undefined = undefined;
  private state: RunStatus = 'running';
  private failure: ErrorRecord | undefined = undefined;
  private readonly clock: Clock;
  private readonly observer: RunObserver | undefined;
  private input: Readonly<Record<string, unknown>> | readonly unknown[] | undefined = undefined;
  private argumentNames: ArgumentNames = undefined;
  private output: unknown = none;
  private sealed = false;
  private tagList: readonly string[] | undefined;
  private metadataBag: Readonly<Record<string, unknown>> | undefined;
  private rare: RareParts | undefined = undefined;
  protected project: string | undefined;

  constructor(description: CheckedDescription, parent: RunState | undefined, observer: RunObserver | undefined) {
    const timer = readTimer();
    const clock = parent === undefined ? traceClock(timer) : parent.clock;
    super(usableTime(description.startTime) ?? clock.at(timer), description.id, parent);
    this.ownName = description.name;
    this.ownType = description.runType ?? 'chain';
    this.project = description.projectName ?? parent?.project ?? defaultProjectName();
    this.clock = clock;
    this.observer = observer ?? parent?.observer;
    this.tagList = mergeTags(parent?.tagsNow, description.tags);
    this.metadataBag = mergeMetadata(parent?.metadataNow, description.metadata);
  }

  get name(): string {
    return this.ownName;
  }

  get runType(): RunType {
    return this.ownType;
  }

  get endTime(): number | undefined {
    return this.stopTime;
  }

  get status(): RunStatus {
    return this.state;
  }

  get error(): ErrorRecord | undefined {
    return this.failure;
  }

  get projectName(): string {
    return this.project ?? defaultProjectName();
  }

  get inputs(): Readonly<Record<string, unknown>> {
    const { input } = this;
    return Array.isArray(input) ? inputsByName(input, this.argumentNames) : { ...input };
  }

  get outputs(): Readonly<Record<string, unknown>> | undefined {
    return this.output === none ? undefined : outputsRecord(this.output);
  }

  /** Own and inherited. */
  get tags(): readonly string[] {
    if (this.sealed) return [...(this.tagList ?? [])];
    return ((this.rare ??= {}).tags ??= [...(this.tagList ?? [])]);
  }

  /** Own and inherited. */
  get metadata(): Readonly<Record<string, unknown>> {
    if (this.sealed) return copyBag(this.metadataBag);
    return ((this.rare ??= {}).metadata ??= copyBag(this.metadataBag));
  }

  get events(): readonly RunEvent[] {
    return [...(this.rare?.events ?? [])];
  }

  get attachments(): Readonly<Record<string, RunAttachment>> {
    return { ...this.rare?.attachments };
  }

  /** Whether somebody is told of this run's end, and of its children's. */
  get isObserved(): boolean {
    return this.observer !== undefined;
  }

  /** Tells the observer of the start. */
  announce(): void {
    if (this.observer !== undefined) notifyStart(this.observer, shownRun(this));
  }

  /** Tells the observer that the run streams; `false` where nobody will look. See {@link RunObserver.onStream}. @internal */
  announceStream(chunks: readonly unknown[]): boolean {
    return this.observer !== undefined && showsParts() && notifyStream(this.observer, this, chunks);
  }

  /**
   * Takes the time of the end, before outputs are copied and hooks are asked: their time is not the traced function's.
   * `false` where it was taken already.
   */
  stop(): boolean {
    if (this.stopTime !== undefined) return false;
    const now = this.clock.now();
    this.stopTime = now > this.startTime ? now : this.startTime;
    return true;
  }

  /**
   * Ends the run in any of the ways a run can end. `beforeSealing` may still add to the ended run; afterwards nothing changes
   * any more.
   */
  settle(status: EndStatus, thrown?: unknown, beforeSealing?: () => void): void {
    if (this.state !== 'running') return this.rejectLateChange('end');
    this.stop();
    this.state = status;
    if (status === 'error') this.failure = errorRecord(thrown);
    beforeSealing?.();
    if (this.rare !== undefined) this.takeBack(this.rare);
    this.sealed = true;
    if (this.observer !== undefined) notifyEnd(this.observer, shownRun(this));
  }

  /** Takes captured arguments as the inputs; the record by name is made when somebody reads it. */
  setArguments(captured: readonly unknown[], names: ArgumentNames): void {
    this.input = captured;
    this.argumentNames = names;
  }

  /** Takes over a record that is a copy already. */
  setCapturedOutputs(record: Readonly<Record<string, unknown>>): void {
    if (!this.rejectsChange('setOutputs')) this.output = record;
  }

  protected takeInputs(record: Readonly<Record<string, unknown>>): void {
    this.input = record;
  }

  protected takeOutput(captured: unknown): void {
    this.output = captured;
  }

  protected takeEvent(name: string, attributes: Readonly<Record<string, unknown>> | undefined): void {
    const time = this.clock.now();
    const event = attributes === undefined ? { name, time } : { name, time, attributes: Object.freeze(attributes) };
    ((this.rare ??= {}).events ??= []).push(Object.freeze(event));
  }

  protected takeFile(name: string, attachment: RunAttachment): void {
    define(((this.rare ??= {}).attachments ??= {}), name, attachment);
  }

  /** To this run, and to children that start from now on. */
  protected mergeTags(tags: readonly string[]): void {
    const merged = mergeTags(this.tagsNow, tags);
    const handedOut = this.rare?.tags;
    if (handedOut === undefined) this.tagList = merged;
    else handedOut.splice(0, handedOut.length, ...(merged ?? []));
  }

  /** As {@link mergeTags}. */
  protected mergeMetadata(metadata: Readonly<Record<string, unknown>>): void {
    const handedOut = this.rare?.metadata;
    if (handedOut === undefined) this.metadataBag = mergeMetadata(this.metadataBag, metadata);
    else for (const [key, value] of Object.entries(metadata)) define(handedOut, key, value);
  }

  /** What counts now: what the program was given is its own, and it may have written there. */
  protected get tagsNow(): readonly string[] | undefined {
    const handedOut = this.rare?.tags;
    return handedOut === undefined ? this.tagList : takeTags(handedOut);
  }

  /** As {@link tagsNow}. */
  protected get metadataNow(): Readonly<Record<string, unknown>> | undefined {
    const handedOut = this.rare?.metadata;
    return handedOut === undefined ? this.metadataBag : takeMetadata(handedOut);
  }

  private takeBack(rare: RareParts): void {
    this.tagList = this.tagsNow;
    this.metadataBag = this.metadataNow;
    delete rare.tags;
    delete rare.metadata;
  }

  protected rejectsChange(method: string): boolean {
    if (this.sealed) this.rejectLateChange(method);
    return this.sealed;
  }

  private rejectLateChange(method: string): void {
    reportOnce(`${method} of ${this.name}`, {
      code: 'run-ended',
      message: `${method} was called on the run ${this.name} after its end and is dropped: what was exported stays as it was. Call it before the traced function returns.`,
    });
  }
}

/** Defined and not assigned: a name may be anything, also `__proto__`. */
function define(record: object, name: string, value: unknown): void {
  Reflect.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function copyBag(bag: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  return bag === undefined ? {} : (snapshot(bag) as Record<string, unknown>);
}

/** A time that can be written: years have four digits there. */
function usableTime(time: number | undefined): number | undefined {
  return time !== undefined && time >= 0 && time < yearTenThousand ? time : undefined;
}

const yearTenThousand = Date.UTC(10_000, 0);
