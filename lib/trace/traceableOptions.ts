import type { RunAttachment, RunType } from '../run/run.js';
import type { RunObserver } from '../run/runObserver.js';
import type { RunTree } from '../run/runTree.js';

/**
 * How a method or function is traced. Every hook is called inside a guard: what it throws is reported once and never
 * reaches the traced program; hooks are synchronous.
 */
export interface TraceableOptions {
  /** Default: `Class.method` of the object at the call; a function's own name. */
  readonly name?: string | undefined;
  /** Default: `chain`. */
  readonly runType?: RunType | undefined;
  /** Added to the inherited tags. */
  readonly tags?: readonly string[] | undefined;
  /** Laid over the inherited metadata. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Default: the parent's project. */
  readonly projectName?: string | undefined;
  /** `false` silences this call and everything below it; `true` makes them heard again. Default: as around the call. */
  readonly enabled?: boolean | undefined;
  /** Where this run and those below it go. Default: as around the call. */
  readonly exporter?: RunObserver | undefined;
  /** Names for the inputs, instead of the parameters' own. For code whose names a minifier took. */
  readonly argumentNames?: readonly string[] | undefined;
  /** What to record of the inputs. Gets the arguments themselves, by name; must not change them. */
  processInputs?(inputs: Record<string, unknown>): Record<string, unknown>;
  /** What to record of the returned value, or of what {@link aggregator} made of a stream. */
  processOutputs?(value: unknown): unknown;
  /** What to record of one chunk of a generator or stream. */
  processChunk?(chunk: unknown): unknown;
  /** Makes the output out of the chunks that were kept. Default: their list. */
  aggregator?(chunks: unknown[]): unknown;
  /** Files among the arguments, by name, and the arguments that remain to be recorded as inputs. */
  extractAttachments?(...args: unknown[]): readonly [Readonly<Record<string, RunAttachment>>, readonly unknown[]];
  /** A model's parameters (`ls_provider`, `ls_model_name`, `ls_temperature` …), added to the metadata. */
  getInvocationParams?(...args: unknown[]): Readonly<Record<string, unknown>> | undefined;
  /** Classes of errors that this function throws by design: the run then ends as a success without outputs. */
  readonly exceptionsToHandle?: readonly (abstract new (...args: never[]) => unknown)[] | undefined;
  /** Called when the run has started, inside the zone of the run. */
  onStart?(run: RunTree): void;
  /** Called when the run has ended, before it is handed to the exporter: the last moment to add to it. */
  onEnd?(run: RunTree): void;
}

const optionNames: ReadonlySet<string> = new Set<keyof TraceableOptions>([
  'name',
  'runType',
  'tags',
  'metadata',
  'projectName',
  'enabled',
  'exporter',
  'argumentNames',
  'processInputs',
  'processOutputs',
  'processChunk',
  'aggregator',
  'extractAttachments',
  'getInvocationParams',
  'exceptionsToHandle',
  'onStart',
  'onEnd',
]);

/** Names in an options object that are no option. */
export function unknownOptions(options: object): string[] {
  return Object.keys(options).filter((name) => !optionNames.has(name));
}

export const knownOptions: readonly string[] = [...optionNames];
