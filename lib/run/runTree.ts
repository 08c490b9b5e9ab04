import { CapturedInputs } from '../capture/capturedInputs.js';
import { captureOutput, outputsRecord } from '../capture/capturedOutputs.js';
import { errorRecord, type ErrorRecord } from '../capture/errorRecord.js';
import { recordAs, snapshot } from '../capture/snapshot.js';
import { report } from '../diagnostics/diagnostic.js';
import { traceClock, type Clock } from './clock.js';
import { defaultProjectName } from './defaultProject.js';
import { orderSegment } from './dottedOrder.js';
import type { IncomingHeaders } from './headers.js';
import { nextSequence, uuid7 } from './identity.js';
import { mergeMetadata, mergeTags } from './inherit.js';
import { notifyEnd, notifyStart } from './notify.js';
import { outgoingHeaders } from './outgoingHeaders.js';
import { remoteParentFromHeaders, remoteParentFromText, type RemoteParent } from './remoteParent.js';
import type { EndStatus, Run, RunAttachment, RunEvent, RunStatus, RunType } from './run.js';
import { runOfConfig, type RunnableConfig } from './runnableConfig.js';
import type { RunObserver } from './runObserver.js';
import { toWireRun, type WireRun } from './wireRun.js';

/** What a run is made of. What is absent is inherited from the parent, or has a default. */
export interface RunInit {
  readonly name: string;
  /** Default `chain`. */
  readonly runType?: RunType | undefined;
  /** The run whose code made this one; absent for the root of a new trace. */
  readonly parent?: RunTree | undefined;
  readonly inputs?: Readonly<Record<string, unknown>> | CapturedInputs | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly projectName?: string | undefined;
  /** Default: a UUIDv7 of the start. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch. Default: now. */
  readonly startTime?: number | undefined;
  /** Who is told of the end. Default: the parent's. */
  readonly observer?: RunObserver | undefined;
}

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
export class RunTree implements Run {
  readonly name: string;
  readonly runType: RunType;
  readonly projectName: string;
  readonly startTime: number;
  endTime: number | undefined = undefined;
  status: RunStatus = 'running';
  error: ErrorRecord | undefined = undefined;

  private readonly parent: RunTree | undefined;
  private readonly clock: Clock;
  private readonly observer: RunObserver | undefined;
  private readonly sequence: number;
  private ownId: string | undefined;
  private remote: RemoteParent | undefined = undefined;
  private order: string | undefined = undefined;
  private input: Readonly<Record<string, unknown>> | CapturedInputs | undefined;
  private output: unknown = undefined;
  private hasOutput = false;
  private sealed = false;
  private tagList: readonly string[] | undefined;
  private metadataBag: Readonly<Record<string, unknown>> | undefined;
  private eventList: RunEvent[] | undefined = undefined;
  private attachmentBag: Record<string, RunAttachment> | undefined = undefined;

  constructor(init: RunInit) {
    const parent = init.parent;
    const clock = parent === undefined ? traceClock() : parent.clock;
    this.name = init.name;
    this.runType = init.runType ?? 'chain';
    this.projectName = init.projectName ?? parent?.projectName ?? defaultProjectName();
    this.startTime = init.startTime ?? clock.now();
    this.parent = parent;
    this.clock = clock;
    this.observer = init.observer ?? parent?.observer;
    this.sequence = nextSequence(this.startTime);
    this.ownId = init.id;
    this.input = init.inputs;
    this.tagList = mergeTags(parent?.tagList, init.tags);
    this.metadataBag = mergeMetadata(parent?.metadataBag, init.metadata);
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
    run.remote = remote;
    return run;
  }

  get id(): string {
    return (this.ownId ??= uuid7(this.startTime, this.sequence));
  }

  get traceId(): string {
    let run: RunTree = this;
    while (run.parent !== undefined) run = run.parent;
    return run.remote?.traceId ?? run.id;
  }

  get parentRunId(): string | undefined {
    return this.remote === undefined ? this.parent?.id : this.remote.parentRunId;
  }

  get dottedOrder(): string {
    if (this.order !== undefined) return this.order;
    // Upwards in a loop: a chain of calls can be deeper than the stack that a recursion would need.
    const path: RunTree[] = [];
    let run: RunTree | undefined = this;
    for (; run !== undefined && run.order === undefined; run = run.parent) path.push(run);
    let order = run?.order;
    for (const step of path.reverse()) order = step.order = step.segmentAfter(order);
    return order ?? '';
  }

  private segmentAfter(order: string | undefined): string {
    if (this.remote !== undefined) return this.remote.dottedOrder;
    const segment = orderSegment(this.startTime, this.id);
    return order === undefined ? segment : `${order}.${segment}`;
  }

  get inputs(): Readonly<Record<string, unknown>> {
    if (this.input instanceof CapturedInputs) this.input = this.input.record();
    return this.input ?? nothing;
  }

  get outputs(): Readonly<Record<string, unknown>> | undefined {
    return this.hasOutput ? outputsRecord(this.output) : undefined;
  }

  /** Own and inherited. */
  get tags(): readonly string[] {
    return this.tagList ?? noTags;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this.metadataBag ?? nothing;
  }

  get events(): readonly RunEvent[] {
    return this.eventList ?? [];
  }

  get attachments(): Readonly<Record<string, RunAttachment>> {
    return this.attachmentBag ?? {};
  }

  /**
   * Starts a run below this one, for code that no decorator can reach. It ends when you call its {@link end}.
   *
   * @example
   * const child = run.createChild({ name: 'lookup', runType: 'tool', inputs: { key } });
   * child.end(await lookup(key));
   */
  createChild(init: Omit<RunInit, 'parent'>): RunTree {
    const child = new RunTree({ ...init, inputs: copyInputs(init.inputs), parent: this });
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
    if (outputs !== undefined) this.setOutputs(outputs);
    this.settle(error === undefined ? 'success' : 'error', error);
  }

  /**
   * Ends the run in any of the ways a run can end. `beforeSealing` sees the ended run and may still add to it; afterwards
   * nothing changes any more.
   */
  settle(status: EndStatus, thrown?: unknown, beforeSealing?: (run: RunTree) => void): void {
    if (this.endTime !== undefined) return this.rejectLateChange('end');
    this.endTime = Math.max(this.startTime, this.clock.now());
    this.status = status;
    if (status === 'error') this.error = errorRecord(thrown);
    beforeSealing?.(this);
    this.sealed = true;
    notifyEnd(this.observer, this);
  }

  /** Notes something that happened, with the time. */
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addEvent')) return;
    const event: RunEvent = { name, time: this.clock.now() };
    (this.eventList ??= []).push(
      attributes === undefined ? event : { ...event, attributes: snapshot(attributes) as Record<string, unknown> },
    );
  }

  /** Adds tags, to this run and to children that start from now on. */
  addTags(...tags: readonly string[]): void {
    if (!this.rejectsChange('addTags')) this.tagList = mergeTags(this.tagList, tags);
  }

  /** Adds metadata, to this run and to children that start from now on. */
  addMetadata(metadata: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addMetadata')) return;
    this.metadataBag = mergeMetadata(this.metadataBag, snapshot(metadata) as Record<string, unknown>);
  }

  /** Replaces the inputs, as they are now. */
  setInputs(inputs: Readonly<Record<string, unknown>>): void {
    if (!this.rejectsChange('setInputs')) this.input = copyInputs(inputs);
  }

  /** Sets the outputs, as they are now: a plain object as it is, anything else under `output`. */
  setOutputs(outputs: unknown): void {
    if (this.rejectsChange('setOutputs')) return;
    this.output = captureOutput(outputs);
    this.hasOutput = true;
  }

  /** Attaches a file under a name. Bytes are copied now. */
  attach(name: string, attachment: RunAttachment): void {
    if (this.rejectsChange('attach')) return;
    const { mimeType, data } = attachment;
    (this.attachmentBag ??= {})[name] = { mimeType, data: typeof data === 'string' ? data : data.slice() };
  }

  /**
   * Headers that make this run the parent of what another process traces: `langsmith-trace`, `traceparent` and `baggage`.
   * Given headers are kept; entries of others in their `baggage` stay as they are.
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

function copyInputs(inputs: RunInit['inputs']): RunInit['inputs'] {
  return inputs === undefined || inputs instanceof CapturedInputs
    ? inputs
    : (snapshot(inputs) as Record<string, unknown>);
}
