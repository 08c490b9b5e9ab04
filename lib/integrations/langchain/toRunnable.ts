import type { CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import { ensureConfig, patchConfig, Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { joinChunks } from '../../decorators/joinChunks.js';
import { asRunnable } from '../../decorators/runnable.js';
import type { RunnableProtocol } from '../../decorators/runnableProtocol.js';
import { nextSequence, uuid7 } from '../../run/identity.js';
import { sharedId } from './sharedId.js';
import { standAsides } from './steps.js';

type AnyMethod = (...args: never) => unknown;
type Protocol<Input, Output> = RunnableProtocol<Input, Output, Output>;
type Options = Partial<RunnableConfig>;

/** A call whose run is the method's, and LangChain's only stands around it. */
class Call {
  /** As LangChain is to take it. */
  readonly config: Options & { readonly runId: string };
  readonly #runId: string | undefined;

  constructor(options: Options | undefined) {
    const now = Date.now();
    const runId = options?.runId ?? uuid7(now, nextSequence(now));
    this.config = { ...options, runId };
    this.#runId = options?.runId ?? sharedId(runId);
    standAsides.add(runId);
  }

  /** The config of what is inside LangChain's run, which has begun. */
  enter(given: Options | undefined, manager: CallbackManagerForChainRun | undefined): Partial<RunnableConfig> {
    this.leave();
    const child = patchConfig(given, manager === undefined ? {} : { callbacks: manager.getChild() });
    const { runName } = this.config;
    return {
      ...child,
      ...(this.#runId === undefined ? {} : { runId: this.#runId }),
      ...(runName === undefined ? {} : { runName }),
    };
  }

  /** LangChain's run has begun, or never will. */
  leave(): void {
    standAsides.delete(this.config.runId);
  }
}

/** A decorated method as a LangChain runnable. LangChain's events have its name; its run is the method's own. */
class MethodRunnable<Input, Output> extends Runnable<Input, Output> {
  static override lc_name(): string {
    return 'MethodRunnable';
  }

  override readonly lc_namespace = ['tracenest', 'langchain'];
  readonly #method: Protocol<Input, Output>;

  constructor(method: Protocol<Input, Output>) {
    super();
    this.#method = method;
    this.name = method.getName();
  }

  override async invoke(input: Input, options?: Options): Promise<Output> {
    const call = new Call(options);
    const work = (value: Input, given?: Options, manager?: CallbackManagerForChainRun): Promise<Output> =>
      this.#method.invoke(value, call.enter(given, manager));
    try {
      return await this._callWithConfig(work, input, call.config);
    } finally {
      call.leave();
    }
  }

  override async *_streamIterator(input: Input, options?: Options): AsyncGenerator<Output> {
    yield* this.transform(only(input), options);
  }

  override async *transform(inputs: AsyncGenerator<Input>, options?: Options): AsyncGenerator<Output> {
    const call = new Call(options);
    const method = this.#method;
    async function* work(
      values: AsyncGenerator<Input>,
      manager?: CallbackManagerForChainRun,
      given?: Options,
    ): AsyncGenerator<Output> {
      const child = call.enter(given, manager);
      const chunks: unknown[] = [];
      for await (const value of values) chunks.push(value);
      yield* await method.stream(joinChunks(chunks) as Input, child);
    }
    try {
      yield* this._transformStreamWithConfig(inputs, work, ensureConfig(call.config));
    } finally {
      call.leave();
    }
  }
}

async function* only<Input>(input: Input): AsyncGenerator<Input> {
  yield input;
}

/** What a method gives to LangChain: its chunks, or its value. */
type OutputOf<Method extends AnyMethod> =
  ReturnType<typeof asRunnable<Method>> extends RunnableProtocol<infer Input, infer Output, unknown>
    ? Runnable<Input, Output>
    : never;

/**
 * A method that is decorated with `@runnable`, as a real LangChain `Runnable`: with `pipe`, `withConfig`, `withRetry`,
 * `withFallbacks`, `pick`, `assign`, `streamEvents`, `getGraph`. It has the method's name, and no run around the method's.
 *
 * @throws TypeError on what is not decorated with `@runnable`.
 * @example
 * const chain = prompt.pipe(toRunnable(assistant.answer)).pipe(parser);
 */
export function toRunnable<Method extends AnyMethod>(method: Method): OutputOf<Method> {
  return new MethodRunnable(asRunnable(method)) as unknown as OutputOf<Method>;
}
