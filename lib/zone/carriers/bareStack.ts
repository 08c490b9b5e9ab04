import type { Carrier } from '../carrier.js';
import { makeCarry } from './carriedPromise.js';

let current: object | undefined;

/** Makes the frame current and returns the one that was. */
function swap(frame: object | undefined): object | undefined {
  const previous = current;
  current = frame;
  return previous;
}

/**
 * Browsers, and any runtime without `AsyncLocalStorage`: one module variable.
 *
 * Complete for synchronous code and pinned generators. An `await` keeps the frame when what it awaits is carried: the
 * promise of a decorated method, or one given to `keep`. It does not survive awaiting anything else inside a body, nor
 * timers, events and callbacks that nobody bound.
 */
export const carrier: Carrier = {
  name: 'bare stack',
  survivesAwait: false,
  current: () => current,
  // The name marks the barrier in a stack trace, see `capturedCaller`.
  run: function tracenestBarrier(frame, callback, self, args) {
    const previous = swap(frame);
    try {
      return Reflect.apply(callback, self, args);
    } finally {
      current = previous;
    }
  },
  enter(frame) {
    current = frame;
  },
  carry: makeCarry(swap),
};
