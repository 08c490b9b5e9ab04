import { isPlainObject } from '../../capture/plainObject.js';
import type { EndStatus, RunType } from '../../run/run.js';
import { isBubbleUp } from '../../trace/outcome.js';
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

/** An interrupt is control flow; an abort is somebody's wish. LangChain says `Aborted` where the signal has no reason, LangGraph `Abort`. */
export function statusOf(error: unknown): EndStatus {
  if (isBubbleUp(error)) return 'interrupted';
  const { name, message } = Object(error) as { name?: unknown; message?: unknown };
  const isAbort = name === 'AbortError' || (name === 'Error' && /^Abort(ed)?$/.test(String(message)));
  return isAbort ? 'cancelled' : 'error';
}
