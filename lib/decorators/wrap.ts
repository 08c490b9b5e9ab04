import { reportOnce } from '../diagnostics/diagnostic.js';
import { callTraced, type Callable } from '../trace/callTraced.js';
import { gate } from '../trace/processSettings.js';
import type { Traced } from '../trace/traced.js';
import { registerTraced } from '../trace/withExtra.js';
import {
  isDecoratorContext,
  isLegacyClassDecoration,
  isLegacyDecoration,
  legacyClassError,
  legacyError,
} from './guards.js';
import { accompanimentOf } from './handedConfig.js';
import { setDecoratedOptions } from './metadata.js';
import { TracedFunction, type OptionsSource, type TracedMember } from './tracedFunction.js';

/** Applies a decorator to what the standard passes it. */
export type Decorate = (value: unknown, context: DecoratorContext) => unknown;

/**
 * The function that stands in for a traced one: the same name, length, own properties and kind
 * (`AsyncGeneratorFunction` …), and no more of a constructor than a method is. With `decorate`, it is a decorator where it is called as one.
 */
export function wrap(member: TracedMember, decorate?: Decorate): Callable {
  const callable = member.callable as unknown as Callable;
  const traced = new TracedFunction(member);
  const { wrapper } = {
    wrapper(this: unknown, ...args: unknown[]): unknown {
      if (decorate !== undefined && isDecoration('traceable', args)) return decorate(args[0], args[1]);
      const result = gate.closed
        ? Reflect.apply(callable, this, args)
        : callTraced(traced, callable, this, args, accompanimentOf(args));
      if (decorate !== undefined) tellOfClass('traceable', callable, args, result);
      return result;
    },
  };
  return standIn(wrapper, callable, traced, member.source);
}

/** Whether a wrapper is called as the decorator that it may be. Throws where that is done the legacy way. */
export function isDecoration(
  decorator: string,
  args: readonly unknown[],
): args is readonly [value: unknown, context: DecoratorContext] {
  if (args.length < 2) return false;
  if (isDecoratorContext(args[1])) return true;
  if (isLegacyDecoration(args)) throw legacyError(decorator, args);
  return false;
}

/**
 * Tells where what computes options was called with a class alone: most likely by a legacy compiler, which puts the options in
 * the place of the class. Not thrown, because a wrapped function may take a class and make such an object of it.
 */
export function tellOfClass(decorator: string, callable: Callable, args: readonly unknown[], result: unknown): void {
  if (!isLegacyClassDecoration(callable, args, result)) return;
  reportOnce(callable, { code: 'decorator-legacy', message: legacyClassError(decorator, args[0]).message });
}

/** Makes a wrapper look like what it wraps, and known as traced. */
export function standIn(wrapper: Callable, callable: Callable, traced: Traced, source: OptionsSource): Callable {
  takeOver(callable, wrapper);
  registerTraced(wrapper, traced);
  setDecoratedOptions(wrapper, source);
  return wrapper;
}

/** Frameworks look at all of this: LangGraph tells generators by their prototype, test doubles by own properties. */
export function takeOver(from: Callable, to: Callable): void {
  Object.setPrototypeOf(to, Object.getPrototypeOf(from) as object | null);
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined && key !== 'arguments' && key !== 'caller') Object.defineProperty(to, key, descriptor);
  }
}
