import { isPlainObject } from '../../capture/plainObject.js';
import type { EndStatus, RunType } from '../../run/run.js';
import { isAbortReason } from '../../trace/abort.js';
import { commandOf, isBubbleUp } from '../../trace/outcome.js';
import type { StepRun } from './stepRun.js';

/** A plain object of whatever. */
export type Bag = Readonly<Record<string, unknown>>;

/** What LangChain says of a component: of its class, and of its arguments where those can be told. */
export interface Component {
  readonly id?: readonly string[];
}

/** What LangChain says of the start of a step. */
export interface StepStart {
  readonly component: Component | undefined;
  readonly name: string | undefined;
  readonly runType: RunType;
  readonly id: string;
  readonly parentId: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly metadata: Bag | undefined;
  readonly inputs: Bag;
}

/** Inputs that LangChain knows only at the end: those of a step that takes a stream. */
export interface LateInputs {
  readonly inputs?: unknown;
}

export function takeLateInputs(run: StepRun, late: LateInputs | undefined): void {
  if (late?.inputs !== undefined) run.setInputs(bagOf(late.inputs));
}

export function bagOf(inputs: unknown): Bag {
  return isPlainObject(inputs) ? inputs : { input: inputs };
}

/** Tools get texts, of JSON where they have several arguments. */
export function toolInputs(input: string): Bag {
  if (!input.startsWith('{')) return { input };
  try {
    return bagOf(JSON.parse(input));
  } catch {
    return { input };
  }
}

export function withParameters(metadata: Bag | undefined, extra: Bag | undefined): Bag | undefined {
  const parameters = extra?.['invocation_params'];
  return parameters === undefined ? metadata : { ...metadata, invocation_params: parameters };
}

/** A command to the graph around is a result; an interrupt is control flow; an abort is somebody's wish. */
export function statusOf(error: unknown): EndStatus {
  if (commandOf(error) !== undefined) return 'success';
  if (isBubbleUp(error)) return 'interrupted';
  return isAbort(error) ? 'cancelled' : 'error';
}

/**
 * LangChain throws the reason of the signal, which is the platform's where nobody gave one, of `timeout` too. Where there is
 * no reason it says `Aborted`, and LangGraph `Abort` in any case. An HTTP client's own `TimeoutError` is none of these.
 */
function isAbort(error: unknown): boolean {
  if (isAbortReason(error)) return true;
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  const isPlatforms = Object.prototype.toString.call(error) === '[object DOMException]';
  return (
    name === 'AbortError' ||
    (name === 'TimeoutError' && isPlatforms) ||
    (name === 'Error' && /^Abort(ed)?$/.test(String(message)))
  );
}
