import { inputsByName, type ArgumentNames } from '../capture/inputs.js';
import { captureOutput, outputsRecord } from '../capture/outputs.js';
import { errorRecord, type ErrorRecord } from '../capture/errorRecord.js';
import { recordAs } from '../capture/recordAs.js';
import { snapshot } from '../capture/snapshot.js';
import { report } from '../diagnostics/diagnostic.js';
import { readTimer, traceClock, type Clock } from './clock.js';
import { defaultProjectName } from './defaultProject.js';
import type { IncomingHeaders } from './headers.js';
import { mergeMetadata, mergeTags } from './inherit.js';
import { notifyEnd, notifyStart } from './notify.js';
import { outgoingHeaders } from './outgoingHeaders.js';
import { remoteParentFromHeaders, remoteParentFromText, type RemoteParent } from './remoteParent.js';
import type { EndStatus, Run, RunAttachment, RunEvent, RunStatus, RunType } from './run.js';
import type { RunDescription, RunInit } from './runDescription.js';
import { RunIdentity } from './runIdentity.js';
import { runOfConfig, type RunnableConfig } from './runnableConfig.js';
import type { RunObserver } from './runObserver.js';
import { toWireRun, type WireRun } from './wireRun.js';

/** What few runs have: kept apart, so that the others do not pay for it. */
interface RareParts {
  events?: RunEvent[];
  attachments?: Record<string, RunAttachment>;
}

const none: unique symbol = Symbol('no output');
const noTags: readonly string[] = Object.freeze([]);
const nothing: Readonly<Record<string, never>> = Object.freeze({});

/**
 * One traced call: data, and the few ways to add to it while it is going on.
 *
 * It holds no client and reads no environment. It knows its parent and not its children, so a run that lives for weeks does
 * not keep a million finished calls alive. Ids, dotted order, inputs by name and text are made when somebody reads them.
 *
 * After the end nothing changes any more: what an exporter was given stays true. Late changes are reported and dropped.
 *
 * No `#private` members: where two copies of the library meet, each works with the other's runs.
 */
export class RunTree extends RunIdentity implements Run {
  readonly name: string;
  readonly runType: RunType;
  endTime: number | undefined = undefined;
  status: RunStatus = 'running';
  error: ErrorRecord | undefined = undefined;

  private readonly clock: Clock;
  private readonly observer: RunObserver | undefined;
  private input: Readonly<Record<string, unknown>> | readonly unknown[] | undefined = undefined;
  private argumentNames: ArgumentNames = undefined;
  private output: unknown = none;
  private sealed = false;
  private project: string | undefined;
  private tagList: readonly string[] | undefined;
  private metadataBag: Readonly<Record<string, unknown>> | undefined;
  private rare: RareParts | undefined = undefined;

  /** Makes a run without telling anybody. `observer`: who is to be told of its end; by default who is of the parent's. */
  constructor(description: RunDescription, parent?: RunTree, observer?: RunObserver) {
    const timer = readTimer();
    const clock = parent === undefined ? traceClock(timer) : parent.clock;
    super(usableTime(description.startTime) ?? clock.at(timer), description.id, parent);
    this.name = description.name;
    this.runType = description.runType ?? 'chain';
    this.project = description.projectName ?? parent?.project ?? defaultProjectName();
    this.clock = clock;
    this.observer = observer ?? parent?.observer;
    this.tagList = mergeTags(parent?.tagList, description.tags);
    this.metadataBag = mergeMetadata(parent?.metadataBag, description.metadata);
  }

  /** The parent that incoming headers name; `undefined` where they name none. Malformed headers are reported. */
  static fromHeaders(headers: IncomingHeaders): RunTree | undefined {
    return RunTree.ofRemote(remoteParentFromHeaders(headers));
  }

  /** The parent that a dotted order (or a W3C `traceparent`) names; `undefined` and a report where it is malformed. */
  static fromDottedOrder(text: string): RunTree | undefined {
    return RunTree.ofRemote(remoteParentFromText(text));
  }

  /** The run that a LangChain config stands for; `undefined` where its callbacks do not know of one. */
  static fromRunnableConfig(config: RunnableConfig): RunTree | undefined {
    const run = runOfConfig(config);
    return RunTree.isRun(run) ? run : undefined;
  }

  /** Whether a value is a run, of whichever copy of the library. */
  static isRun(value: unknown): value is RunTree {
    return typeof value === 'object' && value !== null && recordAs in value && 'dottedOrder' in value;
  }

  /** The stand-in for a run of another process: a parent to hang children on, never exported itself. */
  private static ofRemote(remote: RemoteParent | undefined): RunTree | undefined {
    if (remote === undefined) return undefined;
    const run = new RunTree({ name: '[remote]', id: remote.id, startTime: remote.startTime, ...remote.baggage });
    run.standFor(remote);
    run.project = remote.baggage.projectName; // None of our own: its children are in the project of this process.
    return run;
  }

  get projectName(): string {
    return this.project ?? defaultProjectName();
  }

  get inputs(): Readonly<Record<string, unknown>> {
    const { input } = this;
    if (!Array.isArray(input)) return (input as Readonly<Record<string, unknown>> | undefined) ?? nothing;
    const inputs = inputsByName(input, this.argumentNames);
    this.input = inputs;
    return inputs;
  }

  get outputs(): Readonly<Record<string, unknown>> | undefined {
    return this.output === none ? undefined : outputsRecord(this.output);
  }

  /** Own and inherited. */
  get tags(): readonly string[] {
    return this.tagList ?? noTags;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.metadataBag ?? nothing;
  }

  get events(): readonly RunEvent[] {
    return this.rare?.events ?? [];
  }

  get attachments(): Readonly<Record<string, RunAttachment>> {
    return this.rare?.attachments ?? nothing;
  }

  /**
   * Starts a run below this one, for code that no decorator can reach. It ends when you call its {@link end}.
   *
   * @example
   * const child = run.createChild({ name: 'lookup', runType: 'tool', inputs: { key } });
   * child.end(await lookup(key));
   */
  createChild(init: RunInit): RunTree {
    const child = new RunTree(init, this, init.observer);
    if (init.inputs !== undefined) child.setInputs(init.inputs);
    child.announce();
    return child;
  }

  /** Whether somebody is told of this run's end, and of its children's. */
  get isObserved(): boolean {
    return this.observer !== undefined;
  }

  /** Tells the observer of the start. */
  announce(): void {
    notifyStart(this.observer, this);
  }

  /** Ends the run: with outputs, or with what was thrown. The first end counts; a later one is reported and dropped. */
  end(outputs?: unknown, error?: unknown): void {
    if (this.status === 'running' && outputs !== undefined) this.setOutputs(outputs);
    this.settle(error === undefined ? 'success' : 'error', error);
  }

  /**
   * Takes the time of the end, before outputs are copied and hooks are asked: their time is not the traced function's.
   * `false` where it was taken already.
   */
  stop(): boolean {
    if (this.endTime !== undefined) return false;
    const now = this.clock.now();
    this.endTime = now > this.startTime ? now : this.startTime;
    return true;
  }

  /**
   * Ends the run in any of the ways a run can end. `beforeSealing` sees the ended run and may still add to it; afterwards
   * nothing changes any more.
   */
  settle(status: EndStatus, thrown?: unknown, beforeSealing?: (run: RunTree) => void): void {
    if (this.status !== 'running') return this.rejectLateChange('end');
    this.stop();
    this.status = status;
    if (status === 'error') this.error = errorRecord(thrown);
    beforeSealing?.(this);
    this.sealed = true;
    notifyEnd(this.observer, this);
  }

  /** Notes something that happened, with the time. */
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addEvent')) return;
    const time = this.clock.now();
    const event = attributes === undefined ? { name, time } : { name, time, attributes: snapshotRecord(attributes) };
    const rare = (this.rare ??= {});
    (rare.events ??= []).push(event);
  }

  /** Adds tags, to this run and to children that start from now on. */
  addTags(...tags: readonly string[]): void {
    if (!this.rejectsChange('addTags')) this.tagList = mergeTags(this.tagList, tags);
  }

  /** Adds metadata, to this run and to children that start from now on. */
  addMetadata(metadata: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addMetadata')) return;
    this.metadataBag = mergeMetadata(this.metadataBag, snapshotRecord(metadata));
  }

  /** Replaces the inputs, as they are now. */
  setInputs(inputs: Readonly<Record<string, unknown>>): void {
    if (!this.rejectsChange('setInputs')) this.input = snapshotRecord(inputs);
  }

  /** Takes captured arguments as the inputs; the record by name is made when somebody reads it. */
  setArguments(captured: readonly unknown[], names: ArgumentNames): void {
    this.input = captured;
    this.argumentNames = names;
  }

  /** Sets the outputs, as they are now: a plain object as it is, anything else under `output`. */
  setOutputs(outputs: unknown): void {
    if (this.rejectsChange('setOutputs')) return;
    this.output = captureOutput(outputs);
  }

  /** Takes over a record that is a copy already. */
  setCapturedOutputs(record: Readonly<Record<string, unknown>>): void {
    if (!this.rejectsChange('setOutputs')) this.output = record;
  }

  /** Attaches a file under a name. Bytes are copied now. */
  attach(name: string, attachment: RunAttachment): void {
    if (this.rejectsChange('attach')) return;
    const { mimeType, data } = attachment;
    const rare = (this.rare ??= {});
    // Defined and not assigned: a file may have any name, also `__proto__`.
    Object.defineProperty((rare.attachments ??= {}), name, {
      value: { mimeType, data: typeof data === 'string' ? data : new Uint8Array(data) },
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }

  /**
   * Headers that make this run the parent of what another process traces: `langsmith-trace` and `baggage`,
   * W3C `traceparent` and `tracestate`.
   * Given headers are kept; entries of others in their `baggage` and `tracestate` stay as they are.
   */
  toHeaders(headers?: IncomingHeaders): Record<string, string> {
    return outgoingHeaders(this, headers);
  }

  /** LangSmith's wire form. */
  toJSON(): WireRun {
    return toWireRun(this);
  }

  private rejectsChange(method: string): boolean {
    if (this.sealed) this.rejectLateChange(method);
    return this.sealed;
  }

  private rejectLateChange(method: string): void {
    report({
      code: 'run-ended',
      message: `${method} was called on the run ${this.name} after its end and is dropped: what was exported stays as it was. Call it before the traced function returns.`,
    });
  }
}

// A run among arguments is named, not copied. Out here, as declarations cannot name an imported symbol.
Object.defineProperty(RunTree.prototype, recordAs, {
  value(this: RunTree): string {
    return `[Run ${this.name} ${this.id}]`;
  },
});

/** A time that can be written: years have four digits there. */
function usableTime(time: number | undefined): number | undefined {
  return time !== undefined && time >= 0 && time < yearTenThousand ? time : undefined;
}

const yearTenThousand = Date.UTC(10_000, 0);

function snapshotRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return snapshot(record) as Record<string, unknown>;
}
