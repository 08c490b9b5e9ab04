import 'reflect-metadata';
import type { TraceableOptions } from '../trace/traceableOptions.js';

/** Keys for `Reflect.getMetadata`. */
export const metadataKeys = {
  /** On a decorated function: the options it was decorated with (or the function that computes them). */
  options: 'tracenest:options',
  /** On a class: the defaults of its decorated methods, its own laid over its superclass's. */
  defaults: 'tracenest:defaults',
} as const;

/** The class defaults in force for instances of a class, by inheritance. */
export function classDefaults(constructor: object): TraceableOptions | undefined {
  return Reflect.getMetadata(metadataKeys.defaults, constructor) as TraceableOptions | undefined;
}

export function setClassDefaults(constructor: object, defaults: TraceableOptions): void {
  Reflect.defineMetadata(metadataKeys.defaults, defaults, constructor);
}

export function setDecoratedOptions(decorated: object, options: unknown): void {
  Reflect.defineMetadata(metadataKeys.options, options, decorated);
}
