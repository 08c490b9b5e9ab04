import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { RunTree, traceable } from 'tracenest';
import { Clock, traceClock } from '../../lib/run/clock.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

afterEach(() => void jest.restoreAllMocks());

/** Sets the wall clock of this process, as an administrator or NTP would; the timer goes on as before. */
function setWallClock(offset: number): void {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + offset);
}

describe('the clock of runs', () => {
  test('says the wall time', () => {
    expect(Math.abs(traceClock(performance.now()).now() - Date.now())).toBeLessThan(1_000);
  });

  test('never goes backwards', () => {
    const clock = traceClock(performance.now());
    const times = Array.from({ length: 100_000 }, () => clock.now());
    expect(times.findIndex((time, index) => time < (times[index - 1] ?? 0))).toBe(-1);
  });

  test('tells apart moments inside a millisecond', () => {
    const clock = new Clock(0);
    const times = Array.from({ length: 10_000 }, () => clock.now());
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
  });

  test('of a trace goes on when the machine clock is set', () => {
    const root = new RunTree({ name: 'root' });
    setWallClock(-3_600_000);
    const child = root.createChild({ name: 'child' });
    child.end();
    root.end();
    expect(child.startTime).toBeGreaterThanOrEqual(root.startTime);
    expect(child.startTime - root.startTime).toBeLessThan(60_000);
    expect((root.endTime ?? 0) - root.startTime).toBeLessThan(60_000);
  });

  test('of a new trace follows the machine clock, a second later at the latest', async () => {
    // A clock of its own: the process's would go on with the wrong time after this test.
    jest.resetModules();
    const fresh = await import('../../lib/run/clock.js');
    const before = performance.now();
    fresh.traceClock(performance.now());
    setWallClock(3_600_000);
    jest.spyOn(performance, 'now').mockImplementation(() => before + 1_500);
    expect(Math.abs(fresh.traceClock(performance.now()).now() - Date.now())).toBeLessThan(100);
  });
});

describe('the times of a run', () => {
  test('end not before they start, also where a start in the future was given', () => {
    const run = new RunTree({ name: 'run', startTime: Date.now() + 60_000 });
    run.end();
    expect(run.endTime).toBe(run.startTime);
  });

  test('contain those of a synchronous child', () => {
    const inner = traceable(() => 1, { name: 'inner' });
    traceable(() => inner(), { name: 'outer' })();
    const [child, parent] = exporter.runs;
    expect(child?.startTime).toBeGreaterThanOrEqual(parent?.startTime ?? 0);
    expect(child?.endTime).toBeLessThanOrEqual(parent?.endTime ?? 0);
  });

  test('are those of the fake timers that a test set', () => {
    jest.useFakeTimers({ now: Date.parse('2030-01-01T00:00:00Z') });
    try {
      const run = new RunTree({ name: 'run' });
      jest.advanceTimersByTime(5_000);
      run.end();
      expect((run.endTime ?? 0) - run.startTime).toBe(5_000);
    } finally {
      jest.useRealTimers();
    }
  });
});
