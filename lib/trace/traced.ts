import type { ArgumentNames } from '../capture/inputs.js';
import type { CallOptions } from './callOptions.js';

/** What a function is by its syntax. */
export type FunctionKind = 'sync' | 'async' | 'generator' | 'asyncGenerator';

/** A function that is traced: what is known of it before any call. */
export interface Traced {
  readonly kind: FunctionKind;
  readonly argumentNames: ArgumentNames;
  /** The options of a call on this object with these arguments. Never throws. */
  optionsFor(self: unknown, args: readonly unknown[]): CallOptions;
}

const kindOfTag: Readonly<Record<string, FunctionKind>> = {
  AsyncFunction: 'async',
  GeneratorFunction: 'generator',
  AsyncGeneratorFunction: 'asyncGenerator',
};

/**
 * By the tag and not by `instanceof`: functions of another realm (a `vm` context) have other constructors.
 *
 * A tag can be borrowed: wrappers such as memoizers take the prototype of what they wrap, and may give the same promise
 * twice. Only the source text cannot: an async function's says so. Of a bound function there is none to see.
 */
export function functionKind(callable: (...args: never[]) => unknown): FunctionKind {
  const tag = (callable as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  const kind = (typeof tag === 'string' ? kindOfTag[tag] : undefined) ?? 'sync';
  return kind === 'async' && !isWrittenAsync(callable) ? 'sync' : kind;
}

function isWrittenAsync(callable: (...args: never[]) => unknown): boolean {
  return /^async\b/.test(Function.prototype.toString.call(callable)) || callable.name.startsWith('bound ');
}
