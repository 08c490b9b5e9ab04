import { carrier, type Zone } from '../zone/zone.js';

/** Who is told how a promise settled: two functions that need no `this` and never throw. */
export interface Settled {
  readonly fulfilled: (value: unknown) => void;
  readonly rejected: (reason: unknown) => void;
}

type Then = (
  this: PromiseLike<unknown>,
  onFulfilled?: ((value: unknown) => unknown) | null,
  onRejected?: ((reason: unknown) => unknown) | null,
) => unknown;

const nativeThen = Reflect.get(Promise.prototype, 'then') as Then;

/** Adds a reaction, which marks the promise as handled. */
function attach(promise: PromiseLike<unknown>, { fulfilled, rejected }: Settled): void {
  nativeThen.call(promise, fulfilled, rejected);
}

/**
 * Watching a promise without changing it takes two things that a plain `then` cannot give. A derived promise in place of
 * the returned one would be another object and settle a microtask later. And a reaction on the returned one marks it as
 * handled, so a rejection that nobody handles would go unnoticed.
 *
 * So the promise itself is returned, and until it is used for the first time it has a prototype between itself and its
 * own: `await`, `then`, `catch`, `finally`, `Promise.all` and passing it on all read `constructor` or `then` first
 * (https://tc39.es/ecma262/#sec-promiseresolve, https://tc39.es/ecma262/#sec-speciesconstructor). That first read puts the
 * own prototype back, so from then on it is what it was. Own properties would serve too, but V8 gives up its fast path for
 * every promise of the process when one gets a `constructor` or `then` of its own.
 */
function between(prototype: object, onUse: (promise: object, prototype: object) => void): object {
  return Object.create(prototype, {
    constructor: {
      get(this: object): unknown {
        onUse(this, prototype);
        return Reflect.get(prototype, 'constructor', this);
      },
      configurable: true,
    },
    then: {
      get(this: object): unknown {
        onUse(this, prototype);
        return Reflect.get(prototype, 'then', this);
      },
      configurable: true,
    },
  }) as object;
}

const insertedPrototypes = new WeakSet<object>();

function cachedBetween(onUse: (promise: object, prototype: object) => void): (prototype: object) => object {
  const cache = new WeakMap<object, object>();
  return (prototype) => {
    let inserted = cache.get(prototype);
    if (inserted === undefined) {
      cache.set(prototype, (inserted = between(prototype, onUse)));
      insertedPrototypes.add(inserted);
    }
    return inserted;
  };
}

const unused = cachedBetween((promise, prototype) => {
  Reflect.setPrototypeOf(promise, prototype);
});

/** Rejections that stand in for a promise that nobody had used when it rejected. */
const orphans = new WeakMap<object, Promise<never>>();

const orphaned = cachedBetween((promise, prototype) => {
  Reflect.setPrototypeOf(promise, prototype);
  // Used late, and so handled: Node then takes the stand-in back, or emits `rejectionHandled`, as it would have.
  void orphans.get(promise)?.catch(() => undefined);
});

function rejectInItsPlace(promise: object, prototype: object, reason: unknown, zone: Zone): void {
  Reflect.setPrototypeOf(promise, orphaned(prototype));
  const stand = zone.run(() => Promise.reject(reason));
  orphans.set(promise, stand);
}

/** The insertion for promises as the engine makes them, which is nearly all: spares the look-up. */
const unusedNative = unused(Promise.prototype);

/**
 * Watches the promise of a native async function or async generator: it is new, so nobody can have used it before.
 * A rejection that nobody handles still raises `unhandledRejection` once, in the zone it happened in.
 */
export function watchNewPromise(promise: Promise<unknown>, { fulfilled, rejected }: Settled, zone: Zone): void {
  const isUnused = (): boolean => Object.getPrototypeOf(promise) === inserted;
  nativeThen.call(promise, fulfilled, (reason) => {
    rejected(reason);
    if (isUnused()) rejectInItsPlace(promise, prototype, reason, zone);
  });
  carrier.carry(promise);
  const prototype = Object.getPrototypeOf(promise) as object;
  const inserted = prototype === Promise.prototype ? unusedNative : unused(prototype);
  Reflect.setPrototypeOf(promise, inserted);
}

/** As {@link watchNewPromise}, where the engine is sure to await the promise: in a loop over an async generator. */
export function watchAwaitedPromise(promise: Promise<unknown>, settled: Settled): void {
  attach(promise, settled);
  carrier.carry(promise);
}

const waiting = new WeakMap<object, Settled[]>();

const watched = cachedBetween((promise, prototype) => {
  Reflect.setPrototypeOf(promise, prototype);
  const watchers = waiting.get(promise);
  waiting.delete(promise);
  for (const settled of watchers ?? []) attach(promise as Promise<unknown>, settled);
});

/**
 * Watches a native promise that a function got from elsewhere, from its first use on. Not before: somebody may have
 * handled it already or never mean to, and a reaction of ours would change what an unhandled rejection does.
 */
function watchForeignPromise(promise: Promise<unknown>, settled: Settled): void {
  const watchers = waiting.get(promise);
  if (watchers !== undefined) {
    watchers.push(settled);
    return;
  }
  waiting.set(promise, [settled]);
  carrier.carry(promise);
  Reflect.setPrototypeOf(promise, watched(Object.getPrototypeOf(promise) as object));
}

/** A `then` that tells of the outcome on the way to whom it was meant for. */
function tellingThen(original: Then, settled: Settled, restore: () => void): Then {
  return function then(this: PromiseLike<unknown>, onFulfilled, onRejected, ...rest: []) {
    restore();
    const fulfil = (value: unknown): unknown => {
      settled.fulfilled(value);
      return onFulfilled == null ? value : onFulfilled(value);
    };
    const reject = (reason: unknown): unknown => {
      settled.rejected(reason);
      if (onRejected == null) throw reason;
      return onRejected(reason);
    };
    return Reflect.apply(original, this, [fulfil, reject, ...rest]);
  };
}

/**
 * Watches a thenable with a `then` of its own, by standing in for that `then` until it is called. Never calls it by
 * itself: query builders and SDK promises start their work when `then` is called, and twice when it is called twice.
 */
function watchThenable(thenable: PromiseLike<unknown>, settled: Settled): boolean {
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

/**
 * A promise whose await cannot be seen by standing in for `then`: the engine does not read it. Told by the prototype,
 * because reading `then` of a promise that is watched already would count as its first use. A subclass is not one: it may
 * have a `then` and a constructor of its own, and the engine asks both.
 */
function isNativePromise(thenable: PromiseLike<unknown>): thenable is Promise<unknown> {
  const prototype = Object.getPrototypeOf(thenable) as object | null;
  return prototype === Promise.prototype || (prototype !== null && insertedPrototypes.has(prototype));
}

/** Watches whatever can be awaited. `false` where that is impossible: a frozen object, a proxy that refuses. */
export function watchAwaitable(thenable: PromiseLike<unknown>, settled: Settled): boolean {
  try {
    if (!Object.isExtensible(thenable)) return false;
    if (!isNativePromise(thenable)) return watchThenable(thenable, settled);
    watchForeignPromise(thenable, settled);
    return true;
  } catch {
    return false;
  }
}
