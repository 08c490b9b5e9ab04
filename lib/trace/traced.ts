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

/** By the tag and not by `instanceof`: functions of another realm (a `vm` context) have other constructors. */
export function functionKind(callable: object): FunctionKind {
  const tag = (callable as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (typeof tag === 'string' ? kindOfTag[tag] : undefined) ?? 'sync';
}
