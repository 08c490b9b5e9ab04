import { takeMetadata, takeTags } from '../run/inherit.js';
import type { RunDescription } from '../run/runDescription.js';
import type { TraceableOptions } from './traceableOptions.js';

/**
 * Options in force for one call: of the class, the method and the call, merged.
 *
 * A class, so that all of them have one shape: every call reads a dozen of these, and object literals of as many shapes as
 * a program has decorated methods would make each read slow.
 */
export class CallOptions implements TraceableOptions, RunDescription {
  readonly name: string;
  readonly runType: TraceableOptions['runType'];
  readonly tags: TraceableOptions['tags'];
  readonly metadata: TraceableOptions['metadata'];
  readonly projectName: TraceableOptions['projectName'];
  readonly id: string | undefined;
  readonly startTime: undefined = undefined;
  readonly enabled: TraceableOptions['enabled'];
  readonly exporter: TraceableOptions['exporter'];
  readonly exceptionsToHandle: TraceableOptions['exceptionsToHandle'];
  readonly processInputs: TraceableOptions['processInputs'];
  readonly processOutputs: TraceableOptions['processOutputs'];
  readonly processChunk: TraceableOptions['processChunk'];
  readonly aggregator: TraceableOptions['aggregator'];
  readonly extractAttachments: TraceableOptions['extractAttachments'];
  readonly getInvocationParams: TraceableOptions['getInvocationParams'];
  readonly onStart: TraceableOptions['onStart'];
  readonly onEnd: TraceableOptions['onEnd'];
  /** Whose hooks these are, for reports: what stays the same from call to call. */
  readonly owner: object | undefined;
  /** Whether a hook wants to see the arguments. */
  readonly looksAtArguments: boolean;

  constructor(options: TraceableOptions, name: string, owner?: object, id?: string) {
    this.name = name;
    this.runType = options.runType;
    this.tags = options.tags && takeTags(options.tags);
    this.metadata = options.metadata && takeMetadata(options.metadata);
    this.projectName = options.projectName;
    this.id = id;
    this.owner = owner;
    this.enabled = options.enabled;
    this.exporter = options.exporter;
    this.exceptionsToHandle = options.exceptionsToHandle;
    this.processInputs = options.processInputs;
    this.processOutputs = options.processOutputs;
    this.processChunk = options.processChunk;
    this.aggregator = options.aggregator;
    this.extractAttachments = options.extractAttachments;
    this.getInvocationParams = options.getInvocationParams;
    this.onStart = options.onStart;
    this.onEnd = options.onEnd;
    this.looksAtArguments = Boolean(options.processInputs ?? options.extractAttachments ?? options.getInvocationParams);
  }
}

/** Whom a failing hook is reported for, once: the decorated function; for a run around a block, the hook itself. */
export function ownerOf(options: CallOptions, hook: keyof TraceableOptions): object {
  return options.owner ?? (options[hook as keyof CallOptions] as object | undefined) ?? options;
}
