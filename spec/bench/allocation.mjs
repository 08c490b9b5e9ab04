import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';

const calls = 4000;

/** A young generation that holds every byte of a window, so that no collection falls into it. */
export const allocationFlags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

/** @returns {Promise<number>} bytes allocated per call, the loop's own included: subtract the undecorated figure */
export async function bytesPerCall(workload, subjects, windows = 5) {
  let collections = 0;
  const observer = new PerformanceObserver((list) => (collections += list.getEntries().length));
  observer.observe({ entryTypes: ['gc'] });
  for (let round = 0; round < 10; round++) {
    await workload.loop(subjects, calls);
    await eventLoopTurn();
  }
  const figures = [];
  for (let attempt = 0; figures.length < windows && attempt < windows * 3; attempt++) {
    globalThis.gc();
    await eventLoopTurn();
    await eventLoopTurn();
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    await workload.loop(subjects, calls);
    await eventLoopTurn();
    const after = process.memoryUsage().heapUsed;
    await eventLoopTurn();
    if (collections === 0) figures.push((after - before) / calls);
  }
  observer.disconnect();
  if (figures.length === 0) throw new Error(`${workload.title}: a garbage collection fell into every window`);
  // The smallest: compilation in the background allocates now and then, nothing ever allocates less.
  return Math.min(...figures);
}
