import { carrier, type Zone } from '../zone/zone.js';
import { isNativePromise } from './nativePromise.js';
import type { Settled } from './settled.js';
import { behindStandIn, standInPrototypes } from './standInPrototype.js';
import { watchThenable } from './watchThenable.js';

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
 * So the promise itself is returned, and until it is used for the first time it has a prototype between itself and its own,
 * see {@link standInPrototypes}. The first use puts the own prototype back, so from then on the promise is what it was.
 *
 * The limit: `Promise.resolve(p)` and `p.constructor` alone look like an await, so a promise that is only looked at in that
 * way, and then rejects, counts as handled.
 */
const unused = standInPrototypes((promise, prototype) => {
  putBack(promise, prototype);
  // Used late, and so handled: Node then takes the stand-in back, or emits `rejectionHandled`, as it would have.
  void standIns.get(promise)?.catch(() => undefined);
});

/** Promises that were used after the program had frozen them: their prototype cannot be put back. */
const frozenUsed = new WeakSet<object>();

function putBack(promise: object, prototype: object): void {
  if (!Reflect.setPrototypeOf(promise, prototype)) frozenUsed.add(promise);
}

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
  const own = behindStandIn(inserted);
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

const watched = standInPrototypes((promise, prototype) => {
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

/** As {@link isNativePromise}, for what an async function returned: that is no proxy and has nothing of its own. */
export function isAsyncResult(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object;
  return prototype === Promise.prototype || prototype === unusedNative;
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
