import type { TraceableOptions } from '../trace/traceableOptions.js';
import type { Callable } from '../trace/callTraced.js';
import { BoundMethods } from './boundMethods.js';
import { applyDecorator, type DecoratorRules } from './decoratorForms.js';
import type { ComputedDecorator, MethodDecorator } from './traceable.js';
import { addProtocol, runnableOf } from './runnableFunction.js';
import { RunnableMember } from './runnableMember.js';
import { runnableOptionNames, type RunnableOptions } from './runnableOptions.js';
import type { RunnableProtocol } from './runnableProtocol.js';
import type { TracedMember } from './tracedFunction.js';
import { isDecoration, standIn, tellOfClass, type Decorate } from './wrap.js';

type AnyMethod = (...args: never) => unknown;

/** Computes the options of a call from the object and the arguments. */
type ComputeOptions = (...args: never) => TraceableOptions | undefined;

type FirstArgument<Method extends AnyMethod> =
  Parameters<Method> extends readonly [infer First, ...unknown[]]
    ? First
    : Parameters<Method> extends readonly [(infer First)?, ...unknown[]]
      ? First
      : unknown;

/** What comes out of a stream; anything else comes out as it is. A text is no stream of its characters. */
type ChunkOf<Result> = Result extends string | readonly unknown[]
  ? Result
  : Result extends AsyncIterable<infer Chunk> | Iterator<infer Chunk>
    ? Chunk
    : Result;

/** A method with LangChain's runnable protocol. */
export type RunnableMethod<Method extends AnyMethod, Input = FirstArgument<Method>> = Method &
  RunnableProtocol<Input, ChunkOf<Awaited<ReturnType<Method>>>, ChunkOf<Awaited<ReturnType<Method>>>>;

const rules: DecoratorRules = {
  name: 'runnable',
  optionNames: runnableOptionNames,
  wrap(member, decorate, context) {
    const runnable = new RunnableMember(member);
    const wrapper = wrapperOf(member, runnable, (self, args) => runnable.call(self, args), decorate);
    if (context === undefined) addProtocol(wrapper, runnable, undefined);
    else if (!context.private) bindToObjects(wrapper, member, runnable, context);
    return wrapper;
  },
};

function wrapperOf(
  member: TracedMember,
  { traced }: RunnableMember,
  call: (self: unknown, args: unknown[]) => unknown,
  decorate?: Decorate,
): Callable {
  const callable = member.callable as unknown as Callable;
  const { wrapper } = {
    wrapper(this: unknown, ...args: unknown[]): unknown {
      if (decorate !== undefined && isDecoration('runnable', args)) return decorate(args[0], args[1]);
      const result = call(this, args);
      if (decorate !== undefined) tellOfClass('runnable', callable, args, result);
      return result;
    },
  };
  return standIn(wrapper, callable, traced, member.source);
}

/** A private method cannot be taken away from its object, so it is traced and no more. */
function bindToObjects(
  wrapper: Callable,
  member: TracedMember,
  runnable: RunnableMember,
  context: ClassMethodDecoratorContext,
): void {
  const methods = new BoundMethods(wrapper, runnable, (of) =>
    wrapperOf(member, runnable, (given, args) => runnable.call(of(given), args)),
  );
  context.addInitializer(function (this: unknown) {
    methods.install(this as object, context.name, context.static);
  });
}

/**
 * Traces a method as {@link traceable} does, and makes it a LangChain runnable: `service.answer` is bound to its object and
 * has `invoke`, `stream`, `batch`, `transform` and `getName`, so it can be a step of a sequence and a node of a graph.
 *
 * The same forms and options as `@traceable`, and `input`, `collect`. A class's defaults come from `@traceable(options)` on
 * it. `#private` methods are traced only. A function is wrapped by `runnable(fn, options?)`.
 *
 * A last parameter whose name ends in `config` takes LangChain's `RunnableConfig`: the one that is passed, else the one of
 * the LangChain step around. `runName` and `runId` are that one run's; `tags`, `metadata` and the parent that its
 * callbacks stand for count; `signal` ends the run as cancelled at once.
 *
 * @throws TypeError as `traceable` does, and on a class.
 * @example
 * class Assistant {
 *   \@runnable
 *   async *answer(question: string, config?: RunnableConfig): AsyncGenerator<string> {
 *     yield `You asked: ${question}`;
 *   }
 * }
 * await asRunnable(new Assistant().answer).invoke('Why?', { runName: 'first try' });
 */
export function runnable<This, Method extends (this: This, ...args: never) => unknown>(
  method: Method,
  context: ClassMethodDecoratorContext<This>,
): Method;
export function runnable<Compute extends ComputeOptions>(
  compute: Compute,
): ComputedDecorator<Compute> & RunnableMethod<Compute>;
export function runnable(options?: RunnableOptions): MethodDecorator;
export function runnable<Callable extends AnyMethod>(
  fn: Callable,
  options?: RunnableOptions & { readonly kind?: never },
): RunnableMethod<Callable>;
export function runnable(...args: readonly unknown[]): unknown {
  return applyDecorator(rules, args);
}

/**
 * The same function, typed with the runnable protocol: a decorator cannot change the type of what it decorates.
 *
 * @param method a method that is decorated with `@runnable`, of its object: `asRunnable(service.answer)`.
 * @throws TypeError on anything else.
 * @example
 * const answers = await asRunnable(service.answer).batch(['Why?', 'How?'], { maxConcurrency: 1 });
 */
export function asRunnable<Method extends AnyMethod, Input = FirstArgument<Method>>(
  method: Method,
): RunnableMethod<Method, Input> {
  if (runnableOf(method) === undefined) {
    const name = typeof method === 'function' ? method.name : String(method);
    throw new TypeError(
      `asRunnable got ${JSON.stringify(name)}, which is no runnable. Decorate the method with @runnable and take it from its object, as in service.answer; not from the prototype, and no #private one.`,
    );
  }
  return method as RunnableMethod<Method, Input>;
}
