import { openSync, readSync } from 'node:fs';

/** Where Linux says of the main thread how long it ran and how long it waited for a processor, in nanoseconds. */
const schedule = (() => {
  try {
    return openSync('/proc/self/schedstat', 'r');
  } catch {
    return undefined;
  }
})();
const text = Buffer.alloc(80);

/** Milliseconds that this thread was ready and others had the processor. */
function waited() {
  if (schedule === undefined) return 0;
  const length = readSync(schedule, text, 0, text.length, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[1]) / 1e6;
}

const periodMs = 1;

/**
 * How long nobody else got a turn of the event loop: how late a timer of a millisecond comes. Less what the thread waited
 * for a processor, where the system tells: that is the machine's doing, and hits all alike.
 */
export function watchLoop() {
  const delays = [];
  let last = performance.now();
  let lastWaited = waited();
  const timer = setInterval(() => {
    const now = performance.now();
    const nowWaited = waited();
    delays.push(Math.max(0, now - last - periodMs - (nowWaited - lastWaited)));
    last = now;
    lastWaited = nowWaited;
  }, periodMs);
  return {
    /** Forgets what was. */
    reset() {
      delays.length = 0;
    },
    stop() {
      clearInterval(timer);
      const sorted = delays.toSorted((a, b) => a - b);
      return {
        p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        longest: sorted.at(-1) ?? 0,
        /** Of all that were felt. */
        blocked: sorted.filter((delay) => delay > 2).reduce((sum, delay) => sum + delay, 0),
      };
    },
  };
}
