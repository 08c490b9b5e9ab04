import type { Settled } from './settled.js';

type Then = (
  this: PromiseLike<unknown>,
  onFulfilled?: ((value: unknown) => unknown) | null,
  onRejected?: ((reason: unknown) => unknown) | null,
) => unknown;

/** A `then` that tells of the outcome on the way to whom it was meant for. */
function tellingThen(original: Then, settled: Settled, restore: () => void): Then {
  return function then(this: PromiseLike<unknown>, onFulfilled, onRejected, ...rest: []) {
    restore();
    const fulfil = (value: unknown): unknown => {
      settled.fulfilled(value);
      return typeof onFulfilled === 'function' ? onFulfilled(value) : value;
    };
    const reject = (reason: unknown): unknown => {
      settled.rejected(reason);
      if (typeof onRejected !== 'function') throw reason;
      return onRejected(reason);
    };
    try {
      return Reflect.apply(original, this, [fulfil, reject, ...rest]);
    } catch (error) {
      settled.rejected(error); // An `await` takes what `then` throws for the reason of the rejection.
      throw error;
    }
  };
}

/**
 * Watches a thenable with a `then` of its own, by standing in for that `then` until it is called. Never calls it by
 * itself: query builders and SDK promises start their work when `then` is called, and twice when it is called twice.
 */
export function watchThenable(thenable: PromiseLike<unknown>, settled: Settled): boolean {
  const prototype = Object.getPrototypeOf(thenable) as object | null;
  const own = Object.getOwnPropertyDescriptor(thenable, 'then');
  if (own !== undefined) {
    if (typeof own.value !== 'function') return false;
    const restore = (): void => void Reflect.defineProperty(thenable, 'then', own);
    return Reflect.defineProperty(thenable, 'then', {
      ...own,
      value: tellingThen(own.value as Then, settled, restore),
    });
  }
  const restore = (): void => void Reflect.setPrototypeOf(thenable, prototype);
  const get = function (this: PromiseLike<unknown>): unknown {
    return tellingThen(Reflect.get(prototype ?? {}, 'then', this) as Then, settled, restore);
  };
  const standIn: unknown = Object.create(prototype, { then: { get, configurable: true } });
  return Reflect.setPrototypeOf(thenable, standIn as object);
}
