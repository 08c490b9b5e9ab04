import { setImmediate as eventLoopTurn } from 'node:timers/promises';

// Deferred work (a batcher, a promise per run) must be paid inside the measurement and must not pile up:
// the event loop turns after each slice. A turn costs about 2 µs, 1 ns per call.
const unitsPerSlice = 2000;

/** Milliseconds of processor time. Not of the clock: others at work on the machine would be measured, too. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @returns {Promise<number>} milliseconds that `calls` calls take */
async function elapsed(workload, subjects, calls) {
  const callsPerSlice = Math.ceil(unitsPerSlice / workload.unitsPerCall);
  let sum = 0;
  const start = processorTime();
  for (let left = calls; left > 0; left -= callsPerSlice) {
    sum += await workload.loop(subjects, Math.min(left, callsPerSlice));
    await eventLoopTurn();
  }
  const duration = processorTime() - start;
  if (!Number.isFinite(sum) || sum <= 0) throw new Error(`${workload.title}: the calls returned ${sum}`);
  return duration;
}

/** Doubles the number of calls until they fill half the time wanted: that is also the warm-up. */
async function calibrate(workload, subjects, milliseconds) {
  let calls = 32;
  let duration = await elapsed(workload, subjects, calls);
  while (duration < milliseconds / 2) {
    calls *= 2;
    duration = await elapsed(workload, subjects, calls);
  }
  return Math.ceil((calls * milliseconds) / duration);
}

const samples = 3;

/** @returns {Promise<number>} nanoseconds per unit (call or chunk), the median of a few samples of about `milliseconds` */
export async function timePerUnit(workload, subjects, milliseconds) {
  const calls = await calibrate(workload, subjects, milliseconds);
  globalThis.gc?.();
  // The compiler goes on for a while: what it costs, and what runs before it is done, is a matter of the first moments.
  await elapsed(workload, subjects, calls);
  const figures = [];
  for (let sample = 0; sample < samples; sample++) figures.push(await elapsed(workload, subjects, calls));
  return (median(figures) * 1e6) / (calls * workload.unitsPerCall);
}

/**
 * What `changed` costs over `plain` in one process, for differences below the noise between processes. The two take
 * turns, and the median of all rounds counts. Each brings its own copy of the loop.
 */
export async function timeDifference(plain, changed, milliseconds, rounds = 15) {
  const calls = await calibrate(plain.workload, plain.subjects, milliseconds / 4);
  await calibrate(changed.workload, changed.subjects, milliseconds / 4);
  const differences = [];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [plain, changed] : [changed, plain];
    const took = new Map();
    for (const side of order) took.set(side, await elapsed(side.workload, side.subjects, calls));
    differences.push(((took.get(changed) - took.get(plain)) * 1e6) / (calls * plain.workload.unitsPerCall));
  }
  return median(differences);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
