import type { Zone } from '../zone/zone.js';
import { classify, iterationOf } from './classify.js';
import { isNativePromise } from './nativePromise.js';
import { watchAwaitable } from './watchPromise.js';
import { takeWatch } from './watchedObjects.js';
import { watchIterable } from './watchIterable.js';
import { watchStreaming } from './watchStreaming.js';

/**
 * Keeps the body of a generator (or of what else runs only when it is iterated), also of one that a promise gives, in the
 * zone that made it, without a run. Returns the same value.
 */
export function pinResult<Value>(value: Value, zone: Zone): Value {
  if (typeof value !== 'object' || value === null) return value;
  const kind = classify(value);
  if (kind === 'value' || (!isNativePromise(value) && !takeWatch(value, zone))) return value;
  try {
    if (kind === 'awaitable') pinAwaitable(value as unknown as PromiseLike<unknown>, zone);
    else watchStreaming(value, kind, zone, undefined);
  } catch {
    // Frozen: it runs where it is iterated, as it would without us.
  }
  return value;
}

function pinAwaitable(awaitable: PromiseLike<unknown>, zone: Zone): void {
  const kind = isNativePromise(awaitable) ? undefined : iterationOf(awaitable);
  const stopWaiting = kind === undefined ? undefined : watchIterable(awaitable, kind, zone, undefined);
  const fulfilled = (value: unknown): void => {
    if (stopWaiting?.() !== false) pinResult(value, zone);
  };
  watchAwaitable(awaitable, { fulfilled, rejected: () => undefined });
}
