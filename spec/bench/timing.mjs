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

/** V8 goes on compiling for so long, more or less, with luck: in a shorter run the luck would be measured. */
const warmUpMilliseconds = 500;

/** @returns {Promise<number>} how many calls take so many milliseconds, once the code is warm */
async function calibrate(workload, subjects, milliseconds) {
  let calls = 32;
  let duration = 0;
  for (let spent = 0; spent < warmUpMilliseconds; spent += duration) {
    if (duration < milliseconds / 2) calls *= 2;
    duration = await elapsed(workload, subjects, calls);
  }
  return Math.ceil((calls * milliseconds) / duration);
}

const samples = 7;

/**
 * The quickest sample counts: a shared machine adds to a figure and never takes away, for seconds on end, and the compiler
 * adds until it is done. Each is long enough to hold its part of the garbage collections.
 * @returns {Promise<number>} nanoseconds per unit (call or chunk), of a few samples of about `milliseconds`
 */
export async function timePerUnit(workload, subjects, milliseconds) {
  const calls = await calibrate(workload, subjects, milliseconds);
  globalThis.gc?.();
  const figures = [];
  for (let sample = 0; sample < samples; sample++) figures.push(await elapsed(workload, subjects, calls));
  return (Math.min(...figures) * 1e6) / (calls * workload.unitsPerCall);
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
