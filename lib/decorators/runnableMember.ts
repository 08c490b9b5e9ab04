import type { RunnableConfig } from '../run/runnableConfig.js';
import { callTraced, type Callable } from '../trace/callTraced.js';
import { gate } from '../trace/processSettings.js';
import { configIndexOf, findConfig, giveConfig, type ConfiguredCall } from './configArgument.js';
import { joinChunks } from './joinChunks.js';
import type { RunnableOptions } from './runnableOptions.js';
import { TracedFunction, type TracedMember } from './tracedFunction.js';

/** A method or function decorated with `@runnable`: how it is called, by hand and as a runnable. */
export class RunnableMember {
  readonly traced: TracedFunction;
  readonly #callable: Callable;
  readonly #options: RunnableOptions;
  readonly #configIndex: number | undefined;

  constructor(member: TracedMember) {
    this.traced = new TracedFunction(member);
    this.#callable = member.callable as unknown as Callable;
    this.#options = typeof member.source === 'function' ? {} : member.source;
    this.#configIndex = configIndexOf(this.traced.argumentNames);
  }

  /** The name of the runs of an object's calls. */
  nameFor(self: unknown): string {
    return this.traced.nameFor(self);
  }

  /** By hand: with the arguments as they are. */
  call(self: unknown, args: unknown[]): unknown {
    return this.#run(self, findConfig(args, this.#configIndex));
  }

  /** As a runnable: with one input. */
  callWith(self: unknown, input: unknown, config: RunnableConfig): unknown {
    const args = this.#options.input === undefined ? [input] : [...this.#options.input(input)];
    return this.#run(self, giveConfig(args, this.#configIndex, config));
  }

  /** What a stream of the method comes to. */
  collect(chunks: unknown[]): unknown {
    return this.#options.collect === undefined ? joinChunks(chunks) : this.#options.collect(chunks);
  }

  #run(self: unknown, call: ConfiguredCall): unknown {
    // The config reaches the method also where nothing is traced.
    if (gate.closed) return Reflect.apply(this.#callable, self, call.args);
    return callTraced(this.traced, this.#callable, self, call.args, call);
  }
}
