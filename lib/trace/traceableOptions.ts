import type { GivenAttachment } from '../run/attachment.js';
import type { RunType } from '../run/run.js';
import type { RunObserver } from '../run/runObserver.js';
import type { RunTree } from '../run/runTree.js';

/**
 * A function of the program's. Its parameters are compared both ways, as those of methods are: the library passes what the
 * traced function takes and gives, which the program knows better than this declaration.
 */
export type Hook<Args extends readonly unknown[], Result> = { call(...args: Args): Result }['call'];

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
  readonly processInputs?: Hook<[inputs: Record<string, unknown>], Record<string, unknown>> | undefined;
  /** What to record of the returned value, or of what {@link aggregator} made of a stream. Not of what code sets by itself. */
  readonly processOutputs?: Hook<[value: unknown], unknown> | undefined;
  /** What to record of one chunk of a generator or stream. */
  readonly processChunk?: Hook<[chunk: unknown], unknown> | undefined;
  /**
   * Makes the output out of the chunks that were kept. Default: their list. It is asked once: where the page of a trace server
   * shows a stream that goes on, it shows the chunks. What is to be hidden of them, `processChunk` or `processOutputs` hides.
   */
  readonly aggregator?: Hook<[chunks: unknown[]], unknown> | undefined;
  /** Files among the arguments, by name, and the arguments that remain to be recorded as inputs. */
  readonly extractAttachments?:
    Hook<unknown[], readonly [Readonly<Record<string, GivenAttachment>>, readonly unknown[]]> | undefined;
  /** A model's parameters (`ls_provider`, `ls_model_name`, `ls_temperature` …), added to the metadata. */
  readonly getInvocationParams?: Hook<unknown[], Readonly<Record<string, unknown>> | undefined> | undefined;
  /** Classes of errors that this function throws by design: the run then ends as a success without outputs. */
  readonly exceptionsToHandle?: readonly (abstract new (...args: never[]) => unknown)[] | undefined;
  /** Called when the run has started, inside the zone of the run. */
  readonly onStart?: Hook<[run: RunTree], void> | undefined;
  /** Called when the run has ended, wherever that is, before it goes to the exporter: the last moment to add to it. */
  readonly onEnd?: Hook<[run: RunTree], void> | undefined;
}

/** The names of {@link TraceableOptions}. */
export const traceableOptionNames: readonly (keyof TraceableOptions)[] = [
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
];
