import type { Carrier } from '../carrier.js';
import { makeCarry } from './carriedPromise.js';
import { warnOnServer } from './serverWarning.js';

const key = Symbol.for('tracenest.zone.bare');

/** One pointer in a page, whichever copy of the library comes first: bundles often bring several. */
const shared = globalThis as { [key]?: Stack };
const stack = (shared[key] ??= { current: undefined, isMeant: undefined });

interface Stack {
  current: object | undefined;
  /** Whether the bare stack is wanted also where there is better, as in its own specs; set before it is loaded, or told once. */
  isMeant: boolean | undefined;
}

if (stack.isMeant !== true) {
  stack.isMeant = true;
  warnOnServer();
}

/** Makes the frame current and returns the one that was. */
function swap(frame: object | undefined): object | undefined {
  const previous = stack.current;
  stack.current = frame;
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
  current: () => stack.current,
  run(frame, callback, self, args) {
    const previous = swap(frame);
    try {
      return Reflect.apply(callback, self, args);
    } finally {
      stack.current = previous;
    }
  },
  enter(frame) {
    stack.current = frame;
  },
  carry: makeCarry(swap),
};
