import { traceableOptionNames, type Hook, type TraceableOptions } from '../trace/traceableOptions.js';

/** How a method is traced, and how it is called as a LangChain runnable. */
export interface RunnableOptions extends TraceableOptions {
  /** The arguments that a runnable's one input stands for. Default: the input is the first argument. */
  readonly input?: Hook<[input: unknown], readonly unknown[]> | undefined;
  /**
   * What `invoke` gives for a method that streams. Default: texts joined, lists and whatever has a `concat` concatenated,
   * plain objects merged key by key in the same way; of anything else the last chunk.
   */
  readonly collect?: Hook<[chunks: unknown[]], unknown> | undefined;
}

export const runnableOptionNames: readonly (keyof RunnableOptions)[] = [...traceableOptionNames, 'input', 'collect'];
