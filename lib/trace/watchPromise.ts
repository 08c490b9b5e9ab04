import { carrier, type Zone } from '../zone/zone.js';
import { isPromiseObject } from './promiseObject.js';

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
 * own: `await`, `then`, `catch`, `finally`, `Promise.all` and passing it on all read `constructor`
 * (https://tc39.es/ecma262/#sec-promiseresolve, https://tc39.es/ecma262/#sec-speciesconstructor). That read puts the own
 * prototype back, so from then on the promise is what it was. An own property would serve too, but V8 gives up its fast
 * path for every promise of the process when one gets a `constructor` of its own.
 *
 * The limit: `Promise.resolve(p)` and `p.constructor` alone look like an await, so a promise that is only looked at in that
 * way, and then rejects, counts as handled.
 */
function between(onUse: (promise: object, prototype: object) => void): (prototype: object) => object {
  const cache = new WeakMap<object, object>();
  return (prototype) => {
    let inserted = cache.get(prototype);
    if (inserted !== undefined) return inserted;
    const get = function (this: object): unknown {
      onUse(this, prototype);
      return Reflect.get(prototype, 'constructor', this);
    };
    inserted = Object.create(prototype, { constructor: { get, configurable: true } }) as object;
    ownPrototypes.set(inserted, prototype);
    cache.set(prototype, inserted);
    return inserted;
  };
}

/** What stands behind an inserted prototype. */
const ownPrototypes = new WeakMap<object, object>();

/** Promises that were used after the program had frozen them: their prototype cannot be put back. */
const frozenUsed = new WeakSet<object>();

function putBack(promise: object, prototype: object): void {
  if (!Reflect.setPrototypeOf(promise, prototype)) frozenUsed.add(promise);
}

const unused = between((promise, prototype) => {
  putBack(promise, prototype);
  // Used late, and so handled: Node then takes the stand-in back, or emits `rejectionHandled`, as it would have.
  void standIns.get(promise)?.catch(() => undefined);
});

/** Rejections in place of promises that nobody had used when they rejected. */
const standIns = new WeakMap<object, Promise<never>>();

function rejectInItsPlace(promise: object, reason: unknown, zone: Zone): void {
  standIns.set(
    promise,
    zone.run(() => Promise.reject<never>(reason)),
  );
}

/** The insertion for promises as the engine makes them, which is nearly all: spares the look-up. */
const unusedNative = unused(Promise.prototype);

/**
 * For the promise that one decorated function has from another, and that is watched as new already: that watch sees to
 * unhandled rejections, and this one is no use of the promise. `false` where it is not so.
 */
function attachAside(promise: Promise<unknown>, settled: Settled): boolean {
  const inserted = Object.getPrototypeOf(promise) as object;
  const own = ownPrototypes.get(inserted);
  if (own === undefined || inserted !== unused(own)) return false;
  if (!Reflect.setPrototypeOf(promise, own)) return false;
  attach(promise, settled);
  return Reflect.setPrototypeOf(promise, inserted);
}

/**
 * Watches the promise of a native async function or async generator: it is new, so nobody can have used it before.
 * A rejection that nobody handles still raises `unhandledRejection` once, in the zone it happened in.
 */
export function watchNewPromise(promise: Promise<unknown>, settled: Settled, zone: Zone): void {
  if (Object.getPrototypeOf(promise) !== Promise.prototype && attachAside(promise, settled)) return;
  const { fulfilled, rejected } = settled;
  nativeThen.call(promise, fulfilled, (reason) => {
    rejected(reason);
    const isUnused = Object.getPrototypeOf(promise) === inserted && !frozenUsed.has(promise);
    if (isUnused) rejectInItsPlace(promise, reason, zone);
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

const watched = between((promise, prototype) => {
  putBack(promise, prototype);
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
  if (attachAside(promise, settled)) return;
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
 * A promise whose await cannot be seen by standing in for `then`: the engine takes it as it is and does not read `then`
 * where `constructor` is `Promise` (https://tc39.es/ecma262/#sec-promiseresolve). A subclass has a constructor of its own,
 * and a proxy is no promise to the engine; both are asked for `then`. Promises of another realm (a `vm` context) are native
 * to their own code. Nothing is read here: on a promise that is watched already, that would count as its first use.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  if (!isPromiseObject(value) || Object.hasOwn(value, 'constructor')) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype !== null && isNativePrototype(ownPrototypes.get(prototype) ?? prototype);
}

/** As {@link isNativePromise}, for what an async function returned: that is no proxy and has nothing of its own. */
export function isAsyncResult(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object;
  return prototype === Promise.prototype || prototype === unusedNative;
}

const nativePrototypes = new WeakMap<object, boolean>();

function isNativePrototype(prototype: object): boolean {
  if (prototype === Promise.prototype) return true;
  let verdict = nativePrototypes.get(prototype);
  if (verdict === undefined)
    nativePrototypes.set(prototype, (verdict = isPromiseClass(inheritedConstructor(prototype))));
  return verdict;
}

function inheritedConstructor(prototype: object): unknown {
  for (let step: object | null = prototype; step !== null; step = Object.getPrototypeOf(step) as object | null) {
    const own = Object.getOwnPropertyDescriptor(step, 'constructor');
    if (own !== undefined) return own.value;
  }
  return undefined;
}

function isPromiseClass(value: unknown): boolean {
  return typeof value === 'function' && /^function Promise\(\) \{\s*\[native code\]/.test(String(value));
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
