// In Node the global is a getter: to ask it for every run would cost more than to read the time.
const { performance: timer, Date: ownDate } = globalThis;

/**
 * Reads the time as milliseconds since the epoch, with microseconds in the fraction.
 *
 * Monotonic: the wall clock is read once, and from then on the high-resolution timer counts. A run takes the clock of its
 * parent, so inside one trace neither durations nor the order of starts jump when the machine's clock is set.
 */
export class Clock {
  private readonly offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }

  now(): number {
    return this.offset + readTimer();
  }

  /** The time of a reading of the timer. */
  at(reading: number): number {
    return this.offset + reading;
  }
}

/** The high-resolution timer, in milliseconds since some moment. Fake timers, which replace `Date` as well, are followed. */
export function readTimer(): number {
  return Date === ownDate ? timer.now() : performance.now();
}

/** The timer stands still while a laptop sleeps, and clocks get set: worth a new clock, though only for new traces. */
const tolerance = 100;
const checkInterval = 1000;

let clock = new Clock(timer.timeOrigin);
let nextCheck = 0;

/** The clock for a trace that starts at this reading: the process's, renewed where the wall clock has moved away from it. */
export function traceClock(reading: number): Clock {
  if (reading < nextCheck) return clock;
  nextCheck = reading + checkInterval;
  const wallTime = Date.now();
  if (Math.abs(wallTime - clock.at(reading)) > tolerance) clock = new Clock(wallTime - reading);
  return clock;
}
