// What bringing runs away costs: ours beside the least that can be done by hand, LangSmith's client and OpenTelemetry's.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../timing.mjs';

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const libraries = ['floor', 'tracenest', 'tracenest-spool', 'otel', 'langsmith-batch', 'langsmith'];

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

async function measure(node, environment, library, kind, count, perSecond = Infinity) {
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

async function bursts(node, environment, repetitions, count) {
  const samples = Object.fromEntries(libraries.map((library) => [library, []]));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const library of libraries) {
      console.error(`load ${repetition + 1} of ${repetitions}: ${library}`);
      // The slow ones with fewer, or they take longer than all others together.
      const runs = library.startsWith('langsmith') ? count / 5 : count;
      samples[library].push(await measure(node, environment, library, 'burst', runs));
    }
  }
  return samples;
}

function targets(samples) {
  const ratio = (library, base) =>
    median(samples[library].map(({ runsPerSecond }, index) => runsPerSecond / samples[base][index].runsPerSecond));
  const { runsPerSecond, delayP99, peakMegabytes } = medians(samples.tracenest);
  const ofFloor = ratio('tracenest', 'floor');
  const times = (value) => `${value.toFixed(2)} ×`;
  return [
    [
      'runs/s ≥ 35,000, or ≥ 0.85 × floor',
      `${whole(runsPerSecond)}, ${times(ofFloor)}`,
      runsPerSecond >= 35_000 || ofFloor >= 0.85,
    ],
    ['runs/s of langsmith ≥ 15 ×', times(ratio('tracenest', 'langsmith')), ratio('tracenest', 'langsmith') >= 15],
    ['runs/s of OTel OTLP ≥ 1.5 ×', times(ratio('tracenest', 'otel')), ratio('tracenest', 'otel') >= 1.5],
    ['loop delay p99 < 10 ms', `${delayP99.toFixed(1)} ms`, delayP99 < 10],
    ['peak memory < 120 MB', `${whole(peakMegabytes)} MB`, peakMegabytes < 120],
  ].map(([title, measured, met]) => ({ title, measured, met }));
}

/** @returns {Promise<{ title: string, measured: string, met: boolean }[]>} prints the tables on the way */
export async function load({ node, environment, repetitions, runs = 20_000, overloadRuns = 50_000 }) {
  const samples = await bursts(node, environment, repetitions, runs);
  console.log(
    `${whole(runs)} runs of 2 KB + 2 KB to a loopback sink, until all have arrived; median of ${repetitions}\n`,
  );
  const lines = libraries.map((library) => {
    const { runsPerSecond, cpuPerRun, delayP99, delayMax, peakMegabytes } = medians(samples[library]);
    const delays = `${delayP99.toFixed(1)} / ${delayMax.toFixed(1)}`;
    return [library, whole(runsPerSecond), cpuPerRun.toFixed(1), delays, whole(peakMegabytes)];
  });
  console.log(table([['', 'runs/s', 'CPU µs/run', 'loop delay p99 / max ms', 'peak RSS MB'], ...lines]));

  console.log('\nOne input of 16 MB: longest block / sum of blocks / until arrived, ms\n');
  const large = [['', 'one text', '160,000 rows']];
  for (const library of ['floor', 'tracenest', 'otel', 'langsmith']) {
    const cells = [];
    for (const kind of ['text', 'rows']) {
      const { longest, blocked, delivered } = await measure(node, environment, library, kind, 1);
      cells.push(`${whole(longest)} / ${whole(blocked)} / ${whole(delivered)}`);
    }
    large.push([library, ...cells]);
  }
  console.log(table(large));

  console.error('overload');
  const { firstHalfPeak, lastQuarterPeak, callP50, callP99First, callP99Last } = await measure(
    node,
    environment,
    'tracenest',
    'overload',
    overloadRuns,
    2_500,
  );
  console.log(`\n${whole(overloadRuns)} runs at 5,000/s to a sink that takes 2,500/s\n`);
  console.log(
    table([
      ['', 'second quarter', 'last quarter'],
      ['peak RSS, MB', whole(firstHalfPeak), whole(lastQuarterPeak)],
      ['call p99, µs', callP99First.toFixed(0), callP99Last.toFixed(0)],
      ['call p50, µs', callP50.toFixed(1), ''],
    ]),
  );
  const all = targets(samples);
  console.log(
    `\n${table([['target', 'measured', ''], ...all.map(({ title, measured, met }) => [title, measured, met ? 'met' : 'missed'])])}`,
  );
  return all;
}
