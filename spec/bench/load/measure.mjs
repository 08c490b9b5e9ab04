// The measured process: one library, one kind of load, one line of JSON.
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { watchLoop } from './loopDelay.mjs';

const [library, kind, url, countText] = process.argv.slice(2);
const count = Number(countText);
const { open } = await import(`./libraries/${library}.mjs`);

const sentence = 'The quick brown fox jumps over the lazy dog, and "then" again. ';
const text = (length) => sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
const answer = text(2048);
const question = text(2000);
const ask = (asked) => (asked === undefined ? '' : answer);

const patience = 60_000;

async function untilArrived(wanted, flush) {
  await flush();
  // The sink got less of the machine than the program: what overflows is dropped, and no figure of a transport.
  const signal = AbortSignal.timeout(patience);
  await fetch(`${url}/arrived/${wanted}`, { signal }).catch((cause) => {
    throw new Error(`${library}: not all of ${wanted} runs arrived`, { cause });
  });
}

/** As fast as the program can, with a turn of the event loop after every few calls. */
async function makeRuns(call, runs) {
  for (let index = 0; index < runs; index++) {
    const result = call(question + index);
    if (typeof result === 'object') await result;
    if (index % 25 === 24) await turn();
  }
}

/** Of the process, since it started. */
const peak = () => process.resourceUsage().maxRSS / 1024;

/**
 * `count` runs; then some more, with an eye on the event loop. As many before them, twice, for the compiler: the collection
 * of garbage between the two, that the heap of all begins alike, also throws away code that holds on to what is collected.
 */
async function burst({ wrap, flush }) {
  const call = wrap(ask);
  let made = 0;
  const make = async (runs) => {
    await makeRuns(call, runs);
    await untilArrived((made += runs), flush);
  };
  await make(count);
  const peakMegabytes = peak();
  globalThis.gc?.();
  await make(count);
  await pause(300);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await make(count);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const loop = watchLoop();
  await make(count / 2);
  const { p99, longest } = loop.stop();
  return {
    cpuPerRun: (user + system) / count,
    runsPerSecond: count / seconds,
    delayP99: p99,
    delayMax: longest,
    peakMegabytes,
    lastingPeakMegabytes: peak(),
  };
}

/** One run whose input is that large: how long nobody else gets a turn, and until it has arrived. */
async function large({ wrap, flush }, input) {
  const call = wrap(ask);
  await call(question);
  await untilArrived(1, flush);
  await pause(300);
  const loop = watchLoop();
  await pause(20);
  loop.reset();
  const start = performance.now();
  await call(input);
  await untilArrived(2, flush);
  const delivered = performance.now() - start;
  const { longest, blocked } = loop.stop();
  return { longest, blocked, delivered };
}

const quantile = (list, share) => Float64Array.from(list).sort()[Math.floor(list.length * share)];

/**
 * So many runs a second, whatever the sink takes: memory has to stay where it is, and the program's calls as quick as they
 * were. By quarters of the time.
 */
async function steady({ wrap }, perSecond) {
  const call = wrap(ask);
  // Taken before: what the measurement holds must not grow.
  const times = new Float64Array(count).fill(1);
  const megabytes = [];
  const start = performance.now();
  for (let made = 0; made < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * perSecond) / 1000));
    for (; made < due; made++) {
      const before = performance.now();
      call(question + made);
      times[made] = performance.now() - before;
    }
    if (megabytes.length < ((performance.now() - start) / 1000) * 4)
      megabytes.push(process.memoryUsage.rss() / 2 ** 20);
    await pause(1);
  }
  const quarter = (list, number) => list.slice((list.length * (number - 1)) >> 2, (list.length * number) >> 2);
  const microseconds = (share) => quantile(quarter(times, 4), share) * 1000;
  return {
    secondQuarterPeak: Math.max(...quarter(megabytes, 2)),
    lastQuarterPeak: Math.max(...quarter(megabytes, 4)),
    callP50: microseconds(0.5),
    callP99: microseconds(0.99),
  };
}

const rows = () => Array.from({ length: 160_000 }, (_, index) => ({ index, text: text(70) }));
const kinds = {
  burst,
  text: (subject) => large(subject, text(16 * 2 ** 20)),
  rows: (subject) => large(subject, rows()),
  steady: (subject) => steady(subject, 5_000),
};

const figures = await kinds[kind](open(url));
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
