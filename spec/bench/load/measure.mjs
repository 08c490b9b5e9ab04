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

const milliseconds = (nanoseconds) => nanoseconds / 1e6;
const arrived = async () => (await (await fetch(`${url}/count`)).json()).runs;

const patience = 10_000;

async function untilArrived(wanted, flush) {
  await flush();
  const until = performance.now() + patience;
  for (let runs = await arrived(); runs < wanted; runs = await arrived()) {
    // The sink got less of the machine than the program: what overflows is dropped, and no figure of a transport.
    if (performance.now() > until) throw new Error(`${library}: ${runs} of ${wanted} runs arrived`);
    await pause(5);
  }
}

/** As fast as the program can, with a turn of the event loop after every few calls. */
async function makeRuns(call, runs) {
  for (let index = 0; index < runs; index++) {
    const result = call(question + index);
    if (typeof result === 'object') await result;
    if (index % 25 === 24) await turn();
  }
}

/** `count` runs, after half as many that leave the compiler its first moments. */
async function burst({ wrap, flush }) {
  const call = wrap(ask);
  const warmup = count / 2;
  await makeRuns(call, warmup);
  await untilArrived(warmup, flush);
  await pause(300);
  globalThis.gc?.();
  const loop = watchLoop();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await makeRuns(call, count);
  await untilArrived(warmup + count, flush);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { p99, longest } = loop.stop();
  return {
    runsPerSecond: count / seconds,
    cpuPerRun: (user + system) / count,
    delayP99: p99,
    delayMax: longest,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
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

/** More than the sink takes: memory has to stay where it is, and the program's calls as quick as they were. */
async function overload({ wrap }, perSecond) {
  const call = wrap(ask);
  const times = [];
  const megabytes = [];
  const start = performance.now();
  for (let made = 0; made < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * perSecond) / 1000));
    for (; made < due; made++) {
      const before = performance.now();
      call(question + made);
      times.push(performance.now() - before);
    }
    if (megabytes.length < ((performance.now() - start) / 1000) * 4)
      megabytes.push(process.memoryUsage.rss() / 2 ** 20);
    await pause(1);
  }
  const quarter = megabytes.length >> 2;
  const p99 = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.99)];
  return {
    firstHalfPeak: Math.max(...megabytes.slice(quarter, quarter * 2)),
    lastQuarterPeak: Math.max(...megabytes.slice(quarter * 3)),
    callP50: [...times].sort((a, b) => a - b)[times.length >> 1] * 1000,
    callP99First: p99(times.slice(0, times.length >> 2)) * 1000,
    callP99Last: p99(times.slice(-(times.length >> 2))) * 1000,
  };
}

const rows = () => Array.from({ length: 160_000 }, (_, index) => ({ index, text: text(70) }));
const kinds = {
  burst,
  text: (subject) => large(subject, text(16 * 2 ** 20)),
  rows: (subject) => large(subject, rows()),
  overload: (subject) => overload(subject, 5_000),
};

const figures = await kinds[kind](open(url));
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
