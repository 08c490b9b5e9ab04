import { allowOverrides } from '../trace/processSettings.js';
import { traceableOptionNames, type TraceableOptions } from '../trace/traceableOptions.js';
import { applyDecorator, type DecoratorRules } from './decoratorForms.js';
import { requireNoNames } from './guards.js';
import { mergeOptions } from './mergeOptions.js';
import { classDefaults, setClassDefaults } from './metadata.js';
import { wrap } from './wrap.js';

/** Every function, also to TypeScript: this very form is what it takes as the top of all signatures. */
type AnyMethod = (...args: never) => unknown;
type AnyClass = abstract new (...args: never[]) => unknown;

/** Decorates a method; its type survives. */
export type MethodDecorator = <This, Method extends (this: This, ...args: never) => unknown>(
  method: Method,
  context: ClassMethodDecoratorContext<This>,
) => Method;

/** Decorates a method, or a class whose methods it gives defaults. */
export interface TraceableDecorator {
  <This, Method extends (this: This, ...args: never) => unknown>(
    method: Method,
    context: ClassMethodDecoratorContext<This>,
  ): Method;
  <Class extends AnyClass>(target: Class, context: ClassDecoratorContext<Class>): void;
}

/** Computes the options of a call from the object and the arguments. */
type ComputeOptions = (...args: never) => TraceableOptions | undefined;

type SelfOf<Compute extends AnyMethod> =
  Parameters<Compute> extends readonly [infer Self, ...unknown[]] ? Self : unknown;

/** As much of the context as tells the class: with `access`, TypeScript would take {@link Callable} for the better match. */
type MethodContext<This> = Pick<ClassMethodDecoratorContext<This>, 'kind' | 'name' | 'static' | 'addInitializer'>;

/** Decorates methods whose object and arguments a function takes to compute their options. */
export type ComputedDecorator<Compute extends AnyMethod> = <This extends SelfOf<Compute>, Method extends AnyMethod>(
  method: Compute extends (self: never, ...args: Parameters<Method>) => unknown ? Method : never,
  context: MethodContext<This>,
) => Method;

/** A function that returns options is also a decorator; any other keeps exactly its type. */
export type TraceableFunction<Callable extends AnyMethod> = [NonNullable<ReturnType<Callable>>] extends [never]
  ? Callable
  : keyof NonNullable<ReturnType<Callable>> & keyof TraceableOptions extends never
    ? Callable
    : ComputedDecorator<Callable> & Callable;

/** Options of a function: what a compiler passes the decorator of an accessor is none. */
type FunctionOptions = TraceableOptions & { readonly kind?: never };

const rules: DecoratorRules = {
  name: 'traceable',
  optionNames: traceableOptionNames,
  wrap,
  decorateClass(target, context, source) {
    if (typeof source !== 'object' || Object.keys(source).length === 0) return false;
    requireNoNames(context.name, source);
    if (source.enabled === true) allowOverrides();
    setClassDefaults(target, mergeOptions(classDefaults(target), source));
    return true;
  },
};

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
export function traceable<This, Method extends (this: This, ...args: never) => unknown>(
  method: Method,
  context: ClassMethodDecoratorContext<This>,
): Method;
export function traceable<Compute extends ComputeOptions>(compute: Compute): TraceableFunction<Compute>;
export function traceable(options?: TraceableOptions): TraceableDecorator;
export function traceable<Callable extends AnyMethod>(fn: Callable, options?: FunctionOptions): Callable;
export function traceable(...args: readonly unknown[]): unknown {
  return applyDecorator(rules, args);
}
