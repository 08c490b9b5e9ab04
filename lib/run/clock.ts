/**
 * Reads the time as milliseconds since the epoch, with microseconds in the fraction.
 *
 * Monotonic: the wall clock is read once, and from then on the high-resolution timer counts. A run takes the clock of its
 * parent, so inside one trace neither durations nor the order of starts jump when the machine's clock is set.
 */
export class Clock {
  readonly #offset: number;

  constructor(offset: number) {
    this.#offset = offset;
  }

  now(): number {
    return this.#offset + performance.now();
  }

  /** How far the wall clock has moved away from this one, in milliseconds. */
  drift(): number {
    return Date.now() - this.now();
  }
}

/** The timer stands still while a laptop sleeps, and clocks get set: worth a new clock, though only for new traces. */
const tolerance = 100;
const checkInterval = 1000;

let clock = new Clock(performance.timeOrigin);
let nextCheck = 0;

/** The clock for a new trace: the process's, renewed where the wall clock has moved away from it. */
export function traceClock(): Clock {
  const timer = performance.now();
  if (timer >= nextCheck) {
    nextCheck = timer + checkInterval;
    if (Math.abs(clock.drift()) > tolerance) clock = new Clock(Date.now() - timer);
  }
  return clock;
}
