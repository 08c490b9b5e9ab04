import { keep } from '../zone/keep.js';
import { carrier } from '../zone/zone.js';
import { setWatch, watchOf, type GeneratorWatch } from './generatorWatch.js';
import { settledBy, type IteratorWatch, type StepMethod } from './iteratorWatch.js';
import { named, type AnyMethod } from './override.js';
import type { Settled } from './settled.js';
import { watchAwaitedPromise, watchNewPromise } from './watchPromise.js';

const { next, return: end, throw: fail } = Object.getPrototypeOf(async function* () {}.prototype) as AsyncGenerator;
const native = { next, return: end, throw: fail } as Record<StepMethod, AnyMethod>;

/** Whether it is an async generator of the engine's, with the methods that it was born with. */
export function isAsyncGenerator(value: object): boolean {
  // Asked first, because reading `next` of somebody's own iterator may be noticed.
  if (Object.prototype.toString.call(value) !== '[object AsyncGenerator]') return false;
  return watchOf(value) !== undefined || Reflect.get(value, 'next') === native.next;
}

/** A step whose promise may be dropped by who asked for it. */
function byHand(watch: GeneratorWatch, method: StepMethod, self: unknown, args: unknown[], settled: Settled): unknown {
  const promise = watch.pin.resume(native[method], self, args) as Promise<unknown>;
  watchNewPromise(promise, settled, watch.pin.frame);
  return promise;
}

/**
 * Whether the promise of a step is sure to be awaited shows in how `next` was come by. `for await` and `yield*` read the
 * property once and then call what they got, awaiting every promise (https://tc39.es/ecma262/#sec-getiterator); code by
 * hand reads it for every call and may drop what it gets. So `next` is an accessor, and only a call that follows a read
 * pays for finding out whether its promise is used.
 */
const watchedNext = named(function step(this: unknown, ...args: unknown[]): unknown {
  const watch = watchOf(this);
  if (watch === undefined) return Reflect.apply(native.next, this, args);
  if (watch.wasRead) {
    watch.wasRead = false;
    return byHand(watch, 'next', this, args, watch.settledByNext);
  }
  const promise = watch.pin.resume(native.next, this, args) as Promise<unknown>;
  watchAwaitedPromise(promise, watch.settledByNext);
  return promise;
}, native.next);

function ending(method: 'return' | 'throw'): AnyMethod {
  const original = native[method];
  return named(function step(this: unknown, ...args: unknown[]): unknown {
    const watch = watchOf(this);
    if (watch === undefined) return Reflect.apply(original, this, args);
    return byHand(watch, method, this, method === 'return' ? keptArguments(args) : args, settledBy(watch, method));
  }, original);
}

/**
 * The engine awaits what `return(value)` is given before it runs the body's `finally`. On the bare stack that await loses
 * the frame, unless the value is carried.
 */
function keptArguments(args: unknown[]): unknown[] {
  return carrier.survivesAwait ? args : [keep(args[0])];
}

/** One set of methods for all async generators: closures for each would cost more than a short body. */
const watchedMethods: PropertyDescriptorMap = {
  next: {
    get(this: unknown) {
      const watch = watchOf(this);
      if (watch !== undefined) watch.wasRead = true;
      return watchedNext;
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'next', { value, writable: true, configurable: true, enumerable: true });
    },
    configurable: true,
    enumerable: false,
  },
  return: { value: ending('return'), writable: true, configurable: true, enumerable: false },
  throw: { value: ending('throw'), writable: true, configurable: true, enumerable: false },
};

/** Follows a native async generator in place. Each step gives a new promise, and steps are queued by the engine. */
export function watchAsyncGenerator(generator: object, watch: IteratorWatch): void {
  setWatch(generator, watch, watchedMethods);
}
