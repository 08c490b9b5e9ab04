import { allowOverrides } from '../trace/processSettings.js';
import type { TraceableOptions } from '../trace/traceableOptions.js';
import {
  isClass,
  isDecoratorContext,
  legacyClassError,
  legacyError,
  looksLegacy,
  memberName,
  requireKind,
  requireNoName,
} from './guards.js';
import { mergeOptions } from './mergeOptions.js';
import { classDefaults, setClassDefaults } from './metadata.js';
import { requireKnownOptions } from './optionChecks.js';
import type { OptionsSource } from './tracedFunction.js';
import { wrap } from './wrap.js';

type AnyMethod = (this: never, ...args: never[]) => unknown;
type AnyClass = abstract new (...args: never[]) => unknown;

/** Decorates a method; its type survives. */
export type MethodDecorator = <Method extends AnyMethod>(
  method: Method,
  context: ClassMethodDecoratorContext,
) => Method;

/** Decorates a method, or a class whose methods it gives defaults. */
export interface TraceableDecorator {
  <Method extends AnyMethod>(method: Method, context: ClassMethodDecoratorContext): Method;
  <Class extends AnyClass>(target: Class, context: ClassDecoratorContext<Class>): void;
}

/** A function that returns options is also a decorator; any other keeps exactly its type. */
export type TraceableFunction<Callable extends AnyMethod> = keyof ReturnType<Callable> &
  keyof TraceableOptions extends never
  ? Callable
  : MethodDecorator & Callable;

function decorate(value: unknown, context: DecoratorContext, source: OptionsSource): unknown {
  if (context.kind === 'class' && typeof source === 'object' && Object.keys(source).length > 0) {
    requireNoName(context.name, source);
    if (source.enabled === true) allowOverrides();
    setClassDefaults(value as object, mergeOptions(classDefaults(value as object), source));
    return undefined;
  }
  requireKind('traceable', context, 'method');
  const name = memberName(context.name);
  return wrap({ callable: value as (...args: never[]) => unknown, name, isMethod: true, source });
}

function decoratorOf(source: TraceableOptions): TraceableDecorator {
  return ((...args: readonly unknown[]): unknown => {
    const [value, context] = args;
    if (looksLegacy(args)) throw legacyError('traceable', args);
    if (!isDecoratorContext(context)) throw legacyClassError('traceable', value);
    requireKnownOptions(`@traceable on "${memberName(context.name)}"`, source);
    return decorate(value, context, source);
  }) as TraceableDecorator;
}

function wrapFunction(fn: AnyMethod, options: unknown): unknown {
  if (isClass(fn)) throw legacyClassError('traceable', fn);
  const name = fn.name === '' ? 'anonymous' : fn.name;
  if (options === undefined) {
    // `@traceable((self, question) => ({ … }))` and `traceable(fn)` look the same until the result is called.
    const asDecorator = (value: unknown, context: DecoratorContext): unknown =>
      decorate(value, context, fn as OptionsSource);
    return wrap({ callable: fn, name, isMethod: false, source: {} }, asDecorator);
  }
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `traceable(${name}, …) got ${String(options)} as its options. Pass an object such as { runType: 'tool' }.`,
    );
  }
  requireKnownOptions(`traceable on the function "${name}"`, options);
  return wrap({ callable: fn, name, isMethod: false, source: options });
}

/**
 * Traces a method, or a function: every call becomes a run below the run whose code is calling.
 *
 * As a decorator (TC39): `@traceable`, `@traceable(options)`, `@traceable((self, ...args) => options)` on methods of every
 * kind, public, static and `#private`; `@traceable(options)` on a class gives its decorated methods, and those of its
 * subclasses, defaults. As a function: `traceable(fn, options?)`, typed as `fn`.
 *
 * What the decorated method returns, throws and is does not change: the same value and the same thrown object, lazy
 * generators, promises without a further microtask. The run ends when the method's work ends: at the return, the settling
 * of its promise, or the end of its generator or stream.
 *
 * @throws TypeError when decorating a getter, setter, field or accessor, with unknown options, without options on a class,
 *   or under a compiler set to legacy decorators.
 * @example
 * class Assistant {
 *   \@traceable({ runType: 'retriever' })
 *   async search(question: string): Promise<string[]> {
 *     return [question];
 *   }
 * }
 */
export function traceable<Method extends AnyMethod>(method: Method, context: ClassMethodDecoratorContext): Method;
export function traceable(options?: TraceableOptions): TraceableDecorator;
export function traceable<Callable extends (...args: never[]) => unknown>(
  fn: Callable,
  options?: TraceableOptions,
): TraceableFunction<Callable>;
export function traceable(...args: readonly unknown[]): unknown {
  const [first, second] = args;
  if (looksLegacy(args)) throw legacyError('traceable', args);
  if (isDecoratorContext(second)) return decorate(first, second, {});
  if (typeof first === 'function') return wrapFunction(first as AnyMethod, second);
  if (first === undefined && args.length <= 1) return decoratorOf({});
  if (typeof first === 'object' && first !== null && args.length === 1) return decoratorOf(first);
  throw new TypeError(
    `traceable got ${first === null ? 'null' : typeof first}. Use @traceable, @traceable(options) or traceable(fn, options).`,
  );
}
