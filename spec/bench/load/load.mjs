// What bringing runs away costs: ours beside the least that can be done by hand, LangSmith's client and OpenTelemetry's.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../timing.mjs';
import { checkTargets } from './targets.mjs';

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const libraries = ['floor', 'floor-multipart', 'tracenest', 'tracenest-spool', 'otel', 'langsmith-batch', 'langsmith'];

async function withSink(perSecond, work) {
  const sink = fork(here('sink.mjs'), [String(perSecond)]);
  const [url] = await once(sink, 'message');
  try {
    return await work(url);
  } finally {
    sink.disconnect();
    await once(sink, 'exit');
  }
}

async function measure({ node, environment }, library, kind, count, perSecond = Infinity) {
  return withSink(perSecond, async (url) => {
    const args = ['--expose-gc', here('measure.mjs'), library, kind, url, String(count)];
    // Losses are told on standard error, which nobody reads here.
    const { stdout } = await run(node.path, args, { env: environment, maxBuffer: 1 << 26 });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  });
}

function medians(samples) {
  const names = Object.keys(samples[0]);
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))]));
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  return rows.map((row) => row.map(cell).join('  ')).join('\n');
}

const whole = (value) => Math.round(value).toLocaleString('en-US');

async function bursts(setting, repetitions, count) {
  const samples = Object.fromEntries(libraries.map((library) => [library, []]));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const library of libraries) {
      console.error(`load ${repetition + 1} of ${repetitions}: ${library}`);
      // The slow ones with fewer, or they take longer than all others together.
      const runs = library.startsWith('langsmith') ? count / 5 : count;
      samples[library].push(await measure(setting, library, 'burst', runs));
    }
  }
  return samples;
}

function burstTable(samples) {
  const lines = libraries.map((library) => {
    const { cpuPerRun, runsPerSecond, delayP99, delayMax, ...peaks } = medians(samples[library]);
    const delays = `${delayP99.toFixed(1)} / ${delayMax.toFixed(1)}`;
    const throughput = [whole(1e6 / cpuPerRun), whole(runsPerSecond)];
    const memory = [peaks.peakMegabytes, peaks.lastingPeakMegabytes].map(whole).join(' / ');
    return [library, cpuPerRun.toFixed(1), ...throughput, delays, memory];
  });
  const titles = [
    '',
    'CPU µs/run',
    'runs per CPU second',
    'runs/s',
    'loop delay p99 / max ms',
    'peak RSS MB, first / all',
  ];
  return table([titles, ...lines]);
}

/** One run with an input of 16 MB, in one text and in many small objects. */
async function largeInputs(setting, repetitions) {
  const results = {};
  for (const library of ['floor', 'tracenest', 'otel', 'langsmith']) {
    console.error(`16 MB: ${library}`);
    const samples = { text: [], rows: [] };
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (const kind of ['text', 'rows']) samples[kind].push(await measure(setting, library, kind, 1));
    }
    results[library] = { text: medians(samples.text), rows: medians(samples.rows) };
  }
  return results;
}

function largeTable(results) {
  const cell = ({ longest, blocked, delivered }) => [longest, blocked, delivered].map(whole).join(' / ');
  const lines = Object.entries(results).map(([library, { text, rows }]) => [library, cell(text), cell(rows)]);
  return table([['', 'one text', '160,000 rows'], ...lines]);
}

function overloadTable({ calm, overload }) {
  return table([
    ['', 'peak RSS MB, second quarter', 'last quarter', 'call p50 µs', 'call p99 µs'],
    ...Object.entries({ 'sink keeps up': calm, 'at half the speed': overload }).map(([title, figures]) => [
      title,
      whole(figures.secondQuarterPeak),
      whole(figures.lastQuarterPeak),
      figures.callP50.toFixed(1),
      figures.callP99.toFixed(0),
    ]),
  ]);
}

/** @returns {Promise<{ title: string, measured: string, met: boolean }[]>} prints the tables on the way */
export async function load({ node, environment, repetitions, runs = 20_000, overloadRuns }) {
  const setting = { node, environment };
  const busy = `${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors`;
  console.log(`Node ${node.version}, ${process.platform} ${process.arch}, load ${busy} at the start`);
  console.log(
    `\n${whole(runs)} runs of 2 KB + 2 KB to a loopback sink, until all have arrived, after twice as many to warm up; median of ${repetitions}. ` +
      'CPU: all threads of the process that traces.\n',
  );
  const samples = await bursts(setting, repetitions, runs);
  console.log(burstTable(samples));
  console.log('\nOne input of 16 MB: longest block / sum of blocks / until arrived, ms\n');
  const large = await largeInputs(setting, repetitions);
  console.log(largeTable(large));
  console.error('overload');
  const calm = await measure(setting, 'tracenest', 'steady', Math.min(overloadRuns, 60_000));
  const overload = await measure(setting, 'tracenest', 'steady', overloadRuns, 2_500);
  console.log(`\n${whole(overloadRuns)} runs at 5,000/s, to a sink that keeps up and to one that takes 2,500/s\n`);
  console.log(overloadTable({ calm, overload }));
  const targets = checkTargets({ samples, large, calm, overload });
  const lines = targets.map(({ title, measured, met }) => [title, measured, met ? 'met' : 'missed']);
  console.log(`\n${table([['target', 'measured', ''], ...lines])}`);
  return targets;
}
