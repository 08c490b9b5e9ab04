// npm run bench -- [--quick] [--repetitions n] [--node major] [--only a,b] [--json file] [--assert]
// Prints what tracing costs a call: ours beside the undecorated code, a floor and other libraries.
// With `--only load [--runs n]` what it costs to bring runs away; `n` are those of the overload (120,000), a million for the long one.
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { allocationFlags } from './allocation.mjs';
import { compileDecoratedService } from './decoratedServiceFile.mjs';
import { libraries } from './libraries.mjs';
import { nodeBinary } from './nodeBinary.mjs';
import { report } from './report.mjs';
import { Results } from './results.mjs';
import { checkTargets } from './targets.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    repetitions: { type: 'string' },
    node: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
    assert: { type: 'boolean', default: false },
    runs: { type: 'string' },
  },
});
const repetitions = Number(options.repetitions ?? (options.quick ? 2 : 5));
if (!Number.isInteger(repetitions) || repetitions < 1) throw new Error('--repetitions takes a whole number above 0.');
const millisecondsPerSample = 60;

function chooseLibraries() {
  const chosen = options.only?.split(',') ?? Object.keys(libraries);
  const unknown = chosen.filter((name) => !Object.hasOwn(libraries, name));
  if (unknown.length > 0) {
    throw new Error(`--only: unknown ${unknown.join(', ')}; there are ${Object.keys(libraries).join(', ')}.`);
  }
  const built = existsSync(new URL('../../dist/index.js', import.meta.url));
  const names = chosen.filter((name) => built || !libraries[name].own);
  if (names.length < chosen.length) {
    console.error('dist/index.js is missing, the rows of tracenest are left out: build first (npm run build).');
  }
  return names;
}

/** The environment may switch langsmith, OpenTelemetry or tracenest on, off or to another exporter. */
function cleanEnvironment() {
  const foreign = /^(LANGSMITH|LANGCHAIN|TRACENEST|OTEL)_|^NODE_OPTIONS$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

const run = promisify(execFile);
const program = fileURLToPath(new URL('measure.mjs', import.meta.url));

async function measure(node, question, library) {
  // One thread: what the compiler and the garbage collector do for a library counts as its own.
  const flags = question === 'bytes' ? allocationFlags : ['--expose-gc', '--single-threaded'];
  const args = [...flags, program, question, library, String(millisecondsPerSample)];
  const { stdout } = await run(node.path, args, { env: cleanEnvironment(), maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function questionsFor(library) {
  const questions = ['times'];
  if (libraries[library].allocation) questions.push('bytes');
  if (library === 'tracenest-off') questions.push('overPlain');
  return questions;
}

async function measureAll(node, names) {
  const results = new Results();
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const library of names) {
      console.error(`repetition ${repetition} of ${repetitions}: ${library}`);
      for (const question of questionsFor(library)) {
        results.add(question, library, await measure(node, question, library));
      }
    }
  }
  return results;
}

const node = nodeBinary(options.node);
if (options.only === 'load') {
  const { load } = await import('./load/load.mjs');
  const overloadRuns = Number(options.runs ?? 120_000);
  const met = await load({ node, environment: cleanEnvironment(), repetitions, overloadRuns });
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(met, null, 2)}\n`);
  process.exit(options.assert && met.some((target) => !target.met) ? 1 : 0);
}
const names = chooseLibraries();
// Others at work on the machine are the main source of noise: say how busy it was before we began.
const load = `${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors`;
await compileDecoratedService();
const results = await measureAll(node, names);
const targets = checkTargets(results);

console.log(`Node ${node.version}, ${process.platform} ${process.arch}, load ${load} at the start`);
console.log(`Nanoseconds of processor time per call or chunk, median of ${repetitions}\n`);
console.log(report(results, targets, names));

if (options.json !== undefined) {
  const plainTargets = targets.map(({ title, measured, met }) => ({ title, measured: measured ?? null, met }));
  const document = { node: node.version, load, repetitions, samples: results, targets: plainTargets };
  writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
}
if (options.assert && targets.some(({ met }) => !met)) process.exitCode = 1;
