import { setWatch, watchOf } from './generatorWatch.js';
import { stepGave, stepThrew, type IteratorWatch, type StepMethod } from './iteratorWatch.js';
import { named, type AnyMethod } from './override.js';

const { next, return: end, throw: fail } = Object.getPrototypeOf(function* () {}.prototype) as Generator;
const native = { next, return: end, throw: fail } as Record<StepMethod, AnyMethod>;

/** Whether it is a generator of the engine's, with the methods that it was born with. */
export function isGenerator(value: object): boolean {
  // Asked first, because reading `next` of somebody's own iterator may be noticed.
  if (Object.prototype.toString.call(value) !== '[object Generator]') return false;
  return watchOf(value) !== undefined || Reflect.get(value, 'next') === native.next;
}

function stepping(method: StepMethod): AnyMethod {
  const original = native[method];
  return named(function step(this: unknown, ...args: unknown[]): unknown {
    const watch = watchOf(this);
    // A body that asks itself for its next value gets a TypeError and goes on: that is no end of the run.
    if (watch === undefined || watch.pin.isRunning) return Reflect.apply(original, this, args);
    let result: unknown;
    try {
      result = watch.pin.resume(original, this, args);
    } catch (error) {
      stepThrew(watch, error);
      throw error;
    }
    stepGave(watch, method, result);
    return result;
  }, original);
}

function descriptor(method: StepMethod): PropertyDescriptor {
  return { value: stepping(method), writable: true, configurable: true, enumerable: false };
}

/** One set of methods for all generators: closures for each would cost more than a short body. */
const watchedMethods = { next: descriptor('next'), return: descriptor('return'), throw: descriptor('throw') };

/** Follows a native generator in place. */
export function watchGenerator(generator: object, watch: IteratorWatch): void {
  setWatch(generator, watch, watchedMethods);
}
