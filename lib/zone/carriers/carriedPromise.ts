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
    callback(value);
    queueMicrotask(() => {
      swap(outside);
    });
    return undefined;
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

  function readThen(this: Promise<unknown>): Then {
    const frame = swap(undefined);
    swap(frame);
    // Code calls `p.then(f)` in the breath in which it read `then`. The engine calls it from a job of its own, later than
    // this microtask, with its resolving functions, and only those need the bracket: around a callback of the program it
    // would put the frame on whatever that callback wakes up.
    let calledByEngine = false;
    queueMicrotask(() => {
      calledByEngine = true;
    });
    return function then(onFulfilled, onRejected) {
      const wrap = calledByEngine ? aroundContinuation : inFrame;
      return nativeThen.call(this, wrap(swap, frame, onFulfilled), wrap(swap, frame, onRejected));
    };
  }

  Reflect.defineProperty(CarriedPromise.prototype, 'then', { get: readThen, configurable: true });

  return (promise) => {
    // A subclass with a `then` of its own is somebody's design and stays what it is.
    if (Object.getPrototypeOf(promise) === Promise.prototype) Reflect.setPrototypeOf(promise, CarriedPromise.prototype);
  };
}
