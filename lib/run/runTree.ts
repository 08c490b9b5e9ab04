import { captureOutput } from '../capture/outputs.js';
import { isPlainObject } from '../capture/plainObject.js';
import { recordAs } from '../capture/recordAs.js';
import { snapshot } from '../capture/snapshot.js';
import { reportOnce } from '../diagnostics/diagnostic.js';
import { kindOf, shown } from '../options/describeGiven.js';
import { takeAttachment, type GivenAttachment } from './attachment.js';
import { checkedChild, CheckedDescription, checkedDescription } from './checkedDescription.js';
import type { IncomingHeaders } from './headers.js';
import { outgoingHeaders } from './outgoingHeaders.js';
import { remoteParentFromHeaders, remoteParentFromText, type RemoteParent } from './remoteParent.js';
import type { RunDescription, RunInit } from './runDescription.js';
import { runOfConfig, type RunnableConfig } from './runnableConfig.js';
import type { RunObserver } from './runObserver.js';
import { RunState } from './runState.js';
import { toWireRun, type WireRun } from './wireRun.js';

/**
 * One traced call: data, and the few ways to add to it while it is going on.
 *
 * It holds no client and reads no environment. It knows its parent and not its children, so a run that lives for weeks does
 * not keep a million finished calls alive. Ids, dotted order, inputs by name and text are made when somebody reads them.
 *
 * After the end nothing changes any more: what an exporter was given stays true. Late changes are reported and dropped, and
 * so is what means nothing: only making a run throws.
 */
export class RunTree extends RunState {
  /**
   * Makes a run without telling anybody. `observer`: who is to be told of its end; by default who is of the parent's.
   *
   * @throws TypeError where the description says nothing that a run could be, or the parent is no run.
   */
  constructor(description: RunDescription, parent?: RunTree, observer?: RunObserver) {
    super(
      description instanceof CheckedDescription ? description : checkedByHand(description, parent),
      parent,
      observer,
    );
  }

  /** The parent that incoming headers name; `undefined` where they name none. Malformed headers are reported. */
  static fromHeaders(headers: IncomingHeaders | null | undefined): RunTree | undefined {
    return RunTree.ofRemote(remoteParentFromHeaders(headers));
  }

  /** The parent that a dotted order (or a W3C `traceparent`) names; `undefined` and a report where it is malformed. */
  static fromDottedOrder(text: string | null | undefined): RunTree | undefined {
    return RunTree.ofRemote(remoteParentFromText(text));
  }

  /** The run that a LangChain config stands for; `undefined` where its callbacks do not know of one. */
  static fromRunnableConfig(config: RunnableConfig | null | undefined): RunTree | undefined {
    const run = config === null || config === undefined ? undefined : runOfConfig(config);
    return RunTree.isRun(run) ? run : undefined;
  }

  /** Whether a value is a run, of whichever copy of the library. */
  static isRun(value: unknown): value is RunTree {
    return typeof value === 'object' && value !== null && recordAs in value && 'dottedOrder' in value;
  }

  /** The stand-in for a run of another process: a parent to hang children on, never exported itself. */
  private static ofRemote(remote: RemoteParent | undefined): RunTree | undefined {
    if (remote === undefined) return undefined;
    const { id, startTime, baggage } = remote;
    const run = new RunTree(new CheckedDescription({ name: '[remote]', id, startTime, ...baggage }));
    run.standFor(remote);
    run.project = baggage.projectName; // None of our own: its children are in the project of this process.
    return run;
  }

  /**
   * Starts a run below this one, for code that no decorator can reach. It ends when you call its {@link end}.
   *
   * @throws TypeError as `startRun` does: on a missing name, on unknown options and on values of the wrong kind.
   * @example
   * const child = run.createChild({ name: 'lookup', runType: 'tool', inputs: { key } });
   * child.end(await lookup(key));
   */
  createChild(init: RunInit): RunTree {
    const child = new RunTree(checkedChild(init), this, init.observer);
    if (init.inputs !== undefined) child.setInputs(init.inputs);
    child.announce();
    return child;
  }

  /**
   * Ends the run: with outputs, or with what was thrown (`null` and `undefined` are no error). The first end counts; a later
   * one is reported and dropped.
   */
  end(outputs?: unknown, error?: unknown): void {
    if (this.status === 'running' && outputs !== undefined) this.setOutputs(outputs);
    const failed = error !== undefined && error !== null;
    this.settle(failed ? 'error' : 'success', error);
  }

  /** Notes something that happened, with the time. */
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addEvent')) return;
    if (typeof name !== 'string') return this.drop('addEvent', name, 'a name, and attributes as an object');
    const record = attributes === undefined || attributes === null ? undefined : recordOf(attributes);
    if (record === undefined && attributes !== undefined && attributes !== null) {
      this.drop('addEvent', attributes, 'attributes as an object');
    }
    this.takeEvent(name, record);
  }

  /** Adds tags, to this run and to children that start from now on. */
  addTags(...tags: readonly (string | readonly string[])[]): void {
    if (this.rejectsChange('addTags')) return;
    const all = tags.flatMap(listOf);
    const texts = all.filter((tag) => typeof tag === 'string');
    if (texts.length < all.length)
      this.drop(
        'addTags',
        all.find((tag) => typeof tag !== 'string'),
        'strings',
      );
    this.mergeTags(texts);
  }

  /** Adds metadata, to this run and to children that start from now on. */
  addMetadata(metadata: Readonly<Record<string, unknown>>): void {
    if (this.rejectsChange('addMetadata')) return;
    const record = recordOf(metadata);
    if (record === undefined) this.drop('addMetadata', metadata, 'an object such as { model: "small" }');
    else this.mergeMetadata(record);
  }

  /** Replaces the inputs, as they are now: an object as it is, anything else under `input`. */
  setInputs(inputs: Readonly<Record<string, unknown>>): void {
    if (!this.rejectsChange('setInputs')) this.takeInputs(recordOf(inputs) ?? { input: snapshot(inputs) });
  }

  /** Sets the outputs, as they are now: a plain object as it is, anything else under `output`. */
  setOutputs(outputs: unknown): void {
    if (!this.rejectsChange('setOutputs')) this.takeOutput(captureOutput(outputs));
  }

  /**
   * Attaches a file under a name: its type, with its text or bytes, which are copied now; or with a path, a `Blob` or a stream,
   * which exporters read when the run has ended.
   *
   * @example
   * run.attach('invoice', { mimeType: 'application/pdf', path: 'invoices/7.pdf' });
   */
  attach(name: string, attachment: GivenAttachment): void {
    if (this.rejectsChange('attach')) return;
    const file = takeAttachment(attachment);
    const what = '{ mimeType, data } with a text, bytes, a Blob or a stream, or { mimeType, path }, under a name';
    if (typeof name !== 'string' || file === undefined)
      this.drop('attach', file === undefined ? attachment : name, what);
    else this.takeFile(name, file);
  }

  /**
   * Headers that make this run the parent of what another process traces: `langsmith-trace` and `baggage`,
   * W3C `traceparent` and `tracestate`.
   * Given headers are kept; entries of others in their `baggage` and `tracestate` stay as they are. What would make them
   * longer than servers take is left out, which is reported.
   */
  toHeaders(headers?: IncomingHeaders | null): Record<string, string> {
    const { tagsNow: tags = [], metadataNow: metadata = {}, projectName } = this;
    return outgoingHeaders(this, { tags, metadata, projectName }, headers ?? {});
  }

  /** LangSmith's wire form. */
  toJSON(): WireRun {
    return toWireRun(this);
  }

  private drop(method: string, given: unknown, wanted: string): void {
    reportOnce(`${method} of ${this.name}`, {
      code: 'run-misuse',
      message: `${method} of the run ${this.name} got ${kindOf(given)}, which is dropped. Pass ${wanted}.`,
    });
  }
}

// A run among arguments is named, not copied. Out here, as declarations cannot name an imported symbol.
Object.defineProperty(RunTree.prototype, recordAs, {
  value(this: RunTree): string {
    return `[Run ${this.name} ${this.id}]`;
  },
});

function checkedByHand(description: RunDescription, parent: unknown): CheckedDescription {
  if (parent !== undefined && !RunTree.isRun(parent)) {
    throw new TypeError(`new RunTree got ${shown(parent)} as its parent. Pass a RunTree, or nothing for a new trace.`);
  }
  return checkedDescription(description);
}

function listOf(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? [...(value as readonly unknown[])] : [value];
  } catch {
    return [value]; // A revoked proxy.
  }
}

/** An object as plain data; `undefined` of anything that would be none. */
function recordOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const copy = snapshot(value);
  return isPlainObject(copy) ? copy : undefined;
}
