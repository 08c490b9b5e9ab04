import { carrier } from './zone.js';

/**
 * A promise whose `await` brings the current zone back, for promises that come from elsewhere: `await keep(fetch(url))`.
 *
 * With `AsyncLocalStorage` there is nothing to do, and a native promise is returned as it is. On the bare stack (browsers)
 * it is the only way over an `await` of a promise that no decorated method returned; it costs one microtask there.
 * Does not survive being passed on: what counts is the zone in which it is awaited.
 *
 * @example
 * const response = await keep(fetch('https://example.com'));
 */
export function keep<Value>(value: Value): Promise<Awaited<Value>> {
  const promise = Promise.resolve(value);
  // A derived promise on the bare stack: the given one may be somebody else's, and stays an ordinary promise to them.
  if (carrier.survivesAwait) return promise;
  const derived = promise.then();
  carrier.carry(derived);
  return derived;
}
