// The platform's own, taken once: fake clocks of tests put theirs there, which run when told to.
const { queueMicrotask } = globalThis;

/** Makes a frame current and returns the one that was. */
export type SwapFrame = (frame: object | undefined) => object | undefined;

type Callback = ((value: unknown) => unknown) | null | undefined;
type Then = (this: Promise<unknown>, onFulfilled?: Callback, onRejected?: Callback) => Promise<unknown>;

/** Calls a reaction in the frame that registered it. */
function inFrame(swap: SwapFrame, frame: object | undefined, callback: Callback): Callback {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    const outside = swap(frame);
    try {
      return callback(value);
    } finally {
      swap(outside);
    }
  };
}

/** Calls a resolving function of the engine so that the continuation it queues, and nothing else, runs in the frame. */
function aroundContinuation(swap: SwapFrame, frame: object | undefined, callback: Callback): Callback {
  if (typeof callback !== 'function') return callback;
  return (value) => {
    let outside: object | undefined;
    queueMicrotask(() => {
      outside = swap(frame);
    });
    try {
      return callback(value);
    } finally {
      queueMicrotask(() => {
        swap(outside);
      });
    }
  };
}

/**
 * Makes promises that bring their awaiter's frame back, without touching any global.
 *
 * At `await p` the engine reads `p.constructor`; where that is not `%Promise%` it goes on, still synchronously, to read
 * `p.then`, and calls what it got from a later job with its own resolving functions
 * (https://tc39.es/ecma262/#sec-promiseresolve, https://tc39.es/ecma262/#sec-promise-resolve-functions). So an accessor
 * for `then` sees the awaiter's frame at the await, and can bracket the continuation in the microtask queue, which is
 * first in, first out: enter the frame, let the engine queue the continuation, leave the frame.
 *
 * What it costs: such an await takes two more microtasks, and V8 leaves `at async` lines out of stacks above it.
 */
export function makeCarry(swap: SwapFrame): (promise: Promise<unknown>) => void {
  // Taken once: the program may patch `Promise.prototype.then` later, and that patch is not for our brackets.
  const nativeThen = Reflect.get(Promise.prototype, 'then') as Then;

  class CarriedPromise extends Promise<unknown> {
    // Derived promises (`p.then(…)`) are ordinary ones, as they would be without us.
    static override get [Symbol.species](): PromiseConstructor {
      return Promise;
    }
  }

  /** The promise whose `constructor` was read last: an await reads that and then `then`, in one breath. */
  let asked: unknown;

  function readConstructor(this: Promise<unknown>): unknown {
    asked = this;
    return CarriedPromise;
  }

  function readThen(this: Promise<unknown>): Then {
    const awaited = asked === this;
    asked = undefined;
    const frame = swap(undefined);
    swap(frame);
    // Code calls `p.then(f)` in the breath in which it read `then`. The engine calls it from a job of its own, later than
    // this microtask, with its resolving functions.
    let calledLater = false;
    queueMicrotask(() => {
      calledLater = true;
    });
    return function then(onFulfilled, onRejected) {
      if (!calledLater) {
        return nativeThen.call(this, inFrame(swap, frame, onFulfilled), inFrame(swap, frame, onRejected));
      }
      // Resolving another promise with this one (`resolve(p)`, `return p`) reads `then` alone. The bracket would put the
      // frame on whoever awaits that other promise: lost is better than somebody else's.
      if (!awaited) return nativeThen.call(this, onFulfilled, onRejected);
      const bracket = (callback: Callback): Callback => aroundContinuation(swap, frame, callback);
      return nativeThen.call(this, bracket(onFulfilled), bracket(onRejected));
    };
  }

  Reflect.defineProperty(CarriedPromise.prototype, 'constructor', { get: readConstructor, configurable: true });
  Reflect.defineProperty(CarriedPromise.prototype, 'then', { get: readThen, configurable: true });

  return (promise) => {
    // A subclass with a `then` of its own is somebody's design and stays what it is.
    if (Object.getPrototypeOf(promise) === Promise.prototype) Reflect.setPrototypeOf(promise, CarriedPromise.prototype);
  };
}
