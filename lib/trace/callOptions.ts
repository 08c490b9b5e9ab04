import { CheckedDescription } from '../run/checkedDescription.js';
import type { TraceableOptions } from './traceableOptions.js';

/** Options in force for one call: of the class, the method and the call, merged, and a description of its run. */
export class CallOptions extends CheckedDescription implements TraceableOptions {
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
  /** Aborts this one call. */
  readonly signal: AbortSignal | undefined;
  /** Whose hooks these are, for reports: what stays the same from call to call. */
  readonly owner: object;
  /** Whether a hook wants to see the arguments. */
  readonly looksAtArguments: boolean;

  constructor(options: TraceableOptions, name: string, owner?: object, id?: string, signal?: AbortSignal) {
    const { runType, tags, metadata, projectName } = options;
    super({ name, runType, tags, metadata, projectName, id });
    this.signal = signal;
    this.owner = owner ?? this;
    this.enabled = options.enabled;
    this.exporter = options.exporter;
    this.exceptionsToHandle = options.exceptionsToHandle;
    this.processInputs = options.processInputs?.bind(options);
    this.processOutputs = options.processOutputs?.bind(options);
    this.processChunk = options.processChunk?.bind(options);
    this.aggregator = options.aggregator?.bind(options);
    this.extractAttachments = options.extractAttachments?.bind(options);
    this.getInvocationParams = options.getInvocationParams?.bind(options);
    this.onStart = options.onStart?.bind(options);
    this.onEnd = options.onEnd?.bind(options);
    this.looksAtArguments = Boolean(options.processInputs ?? options.extractAttachments ?? options.getInvocationParams);
  }
}
