import type { RunnableConfig } from '../run/runnableConfig.js';
import { inStep } from '../trace/callingRun.js';
import { pinResult } from '../trace/pinResult.js';
import { Zone } from '../zone/zone.js';
import { chunksOf, streams, unlessAborted } from './chunks.js';
import { joinChunks } from './joinChunks.js';
import type { RunnableMember } from './runnableMember.js';

/** A config for every input, or one for all. */
export type BatchConfig = Partial<RunnableConfig> | readonly Partial<RunnableConfig>[];

export interface BatchOptions {
  /** How many inputs are worked on at once. Default: all. A config's `maxConcurrency` says the same. */
  readonly maxConcurrency?: number | undefined;
  /** Gives errors in the place of results, instead of throwing the first. Default `false`. */
  readonly returnExceptions?: boolean | undefined;
}

/**
 * LangChain's runnable protocol, as far as its sequences, maps, bindings and graphs use it on what they did not make.
 * Source: `Runnable` of `@langchain/core/runnables`.
 */
export interface RunnableProtocol<Input, Output, Chunk> {
  readonly lc_runnable: true;
  readonly lc_namespace: readonly string[];
  /** Calls the method with one input; the chunks of a method that streams come as one value. */
  invoke(input: Input, config?: Partial<RunnableConfig>): Promise<Output>;
  /** The chunks of a method that streams, or its one value. */
  stream(input: Input, config?: Partial<RunnableConfig>): Promise<AsyncGenerator<Chunk>>;
  batch(
    inputs: readonly Input[],
    config: BatchConfig | undefined,
    options: BatchOptions & { readonly returnExceptions: true },
  ): Promise<(Output | Error)[]>;
  batch(inputs: readonly Input[], config?: BatchConfig, options?: BatchOptions): Promise<Output[]>;
  /** Joins the chunks of the input, then streams. */
  transform(inputs: AsyncIterable<Input>, config?: Partial<RunnableConfig>): AsyncGenerator<Chunk>;
  /** The name of its runs. */
  getName(suffix?: string): string;
}

/** A method of an object, or a function, as a runnable. */
export class MethodRunnable {
  readonly #member: RunnableMember;
  readonly #self: unknown;

  constructor(member: RunnableMember, self: unknown) {
    this.#member = member;
    this.#self = self;
  }

  getName(suffix = ''): string {
    return `${this.#member.nameFor(this.#self)}${suffix}`;
  }

  async invoke(input: unknown, given?: Partial<RunnableConfig>): Promise<unknown> {
    const config = withTimeout(given);
    return unlessAborted(
      inStep(config, () => this.#invoke(input, config)),
      config.signal,
    );
  }

  async #invoke(input: unknown, config: RunnableConfig): Promise<unknown> {
    const value = await this.#member.callWith(this.#self, input, config);
    if (!streams(value)) return value;
    const chunks: unknown[] = [];
    for await (const chunk of chunksOf(value, config)) chunks.push(chunk);
    return this.#member.collect(chunks);
  }

  stream(input: unknown, given?: Partial<RunnableConfig>): Promise<AsyncGenerator> {
    return Promise.resolve(this.streamIterator(input, given));
  }

  /** Belongs where it was asked for, wherever it is consumed. */
  streamIterator(input: unknown, given?: Partial<RunnableConfig>): AsyncGenerator {
    return pinResult(this.#stream(input, given), Zone.current);
  }

  async *#stream(input: unknown, given: Partial<RunnableConfig> | undefined): AsyncGenerator {
    const config = withTimeout(given);
    const result = inStep(config, () => this.#member.callWith(this.#self, input, config));
    yield* chunksOf(result, config);
  }

  /** As {@link streamIterator}. */
  transform(inputs: AsyncIterable<unknown>, config?: Partial<RunnableConfig>): AsyncGenerator {
    return pinResult(this.#transform(inputs, config), Zone.current);
  }

  async *#transform(inputs: AsyncIterable<unknown>, config: Partial<RunnableConfig> | undefined): AsyncGenerator {
    const chunks: unknown[] = [];
    for await (const chunk of inputs) chunks.push(chunk);
    yield* this.#stream(joinChunks(chunks), config);
  }

  async batch(inputs: readonly unknown[], given?: BatchConfig | null, options: BatchOptions = {}): Promise<unknown[]> {
    const config = given ?? {};
    if (isList(config) && config.length !== inputs.length) {
      throw new TypeError(
        `batch of ${this.getName()} got ${config.length} configs for ${inputs.length} inputs. Pass one for each, or one for all.`,
      );
    }
    const results = Array.from<unknown>({ length: inputs.length });
    const limit = atOnce(config, options, inputs.length);
    const configs = inputs.map((_, index) => configFor(config, index));
    // One iterator for all workers: each takes the next input that nobody has.
    const waiting = inputs.entries();
    const work = async (): Promise<void> => {
      for (const [index, input] of waiting) {
        const call = this.invoke(input, configs[index]);
        results[index] = options.returnExceptions === true ? await call.catch(asError) : await call;
      }
    };
    await Promise.all(Array.from({ length: limit }, work));
    return results;
  }
}

function atOnce(config: BatchConfig, options: BatchOptions, count: number): number {
  const first = isList(config) ? config[0] : config;
  const limit = first?.maxConcurrency ?? options.maxConcurrency ?? count;
  return Math.max(1, Math.min(limit, count));
}

function isList(config: BatchConfig): config is readonly Partial<RunnableConfig>[] {
  return Array.isArray(config);
}

/** One id cannot be that of several runs: the first input has it. */
function configFor(config: BatchConfig, index: number): Partial<RunnableConfig> {
  if (isList(config)) return config[index] ?? {};
  if (index === 0) return config;
  const { runId: _id, ...rest } = config;
  return rest;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}

/** A `timeout` is a signal to whoever comes after, as LangChain does it. */
function withTimeout(given: Partial<RunnableConfig> | null | undefined): RunnableConfig {
  const { timeout, ...config } = given ?? {};
  if (timeout === undefined) return config;
  const timer = AbortSignal.timeout(timeout);
  return { ...config, signal: config.signal === undefined ? timer : AbortSignal.any([config.signal, timer]) };
}
