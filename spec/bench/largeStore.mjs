// npm run bench:store -- [--runs 1000000] [--node major] [--keep folder]
// What reading costs where the store is large: lists, filters, figures, search, and one trace of 100,000 runs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeBinary } from './nodeBinary.mjs';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '1000000' }, node: { type: 'string' }, keep: { type: 'string' } },
});
const node = nodeBinary(options.node);
if (node.path !== process.execPath) {
  const args = [
    fileURLToPath(import.meta.url),
    '--runs',
    options.runs,
    ...(options.keep === undefined ? [] : ['--keep', options.keep]),
  ];
  execFileSync(node.path, args, { stdio: 'inherit' });
  process.exit();
}

const { SqliteStore } = await import('../../dist/server.js');
const { batchRuns } = await import('../../dist/server/ingest/jsonRuns.js');
const count = Number(options.runs);
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'tracenest-bench-'));
const store = await SqliteStore.open(join(folder, 'traces.db'));

let made = 0;
function run(time, parent, index) {
  const hex = (time + made).toString(16).padStart(12, '0');
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${(made += 1).toString(16).padStart(12, '0')}`;
  const start = new Date(time + index).toISOString();
  return {
    id,
    trace_id: parent?.trace_id ?? id,
    parent_run_id: parent?.id ?? null,
    name: `step ${index % 10}`,
    run_type: index % 3 === 0 ? 'llm' : 'chain',
    start_time: start,
    end_time: time + index + (made % 900),
    session_name: `project ${made % 7}`,
    inputs: { question: `what is ${made % 5000} to ${made % 77}` },
    outputs: { answer: 'it is', usage_metadata: { input_tokens: made % 100, output_tokens: 3 } },
    error: made % 500 === 0 ? 'Error: out of luck' : null,
  };
}

async function fill() {
  const first = Date.now() - 86_400_000;
  for (let trace = 0; made < count;) {
    const post = [];
    for (let index = 0; index < 100; index++, trace++) {
      const root = run(first + trace * 500, undefined, 0);
      post.push(root);
      for (let child = 1; child < 10; child++) post.push(run(first + trace * 500, root, child));
    }
    await store.write(batchRuns({ post }).changes);
  }
  const root = run(Date.now(), undefined, 0);
  let parent = root;
  for (let below = 0; below < 100_000; below += 1000) {
    const post = below === 0 ? [root] : [];
    for (let index = 0; index < 1000; index++) {
      const made = run(Date.now(), index % 5 === 0 ? root : parent, index);
      parent = made;
      post.push(made);
    }
    await store.write(batchRuns({ post }).changes);
  }
  return root.id;
}

async function time(title, ask, times = 20) {
  const taken = [];
  for (let round = 0; round < times; round++) {
    const start = performance.now();
    await ask();
    taken.push(performance.now() - start);
  }
  taken.sort((one, other) => one - other);
  return { title, 'p50 ms': taken[Math.floor(times / 2)].toFixed(1), 'worst ms': taken.at(-1).toFixed(1) };
}

const began = performance.now();
const large = await fill();
const filled = (performance.now() - began) / 1000;
while ((await store.search({ q: 'question', limit: 1 })).pending > 0)
  await new Promise((resolve) => setTimeout(resolve, 500));
const { runCount, traceCount, bytes } = await store.size();
console.log(
  `Node ${process.version}: ${runCount} runs in ${traceCount} traces, ${(bytes / 2 ** 30).toFixed(2)} GB, written in ${filled.toFixed(0)} s`,
);
const { nextCursor } = await store.listTraces({ limit: 50 });
console.table([
  await time('latest 50 traces', () => store.listTraces({ limit: 50 })),
  await time('next 50', () => store.listTraces({ limit: 50, cursor: nextCursor })),
  await time('50 of a project', () => store.listTraces({ limit: 50, project: ['project 3'] })),
  await time('50 with errors', () => store.listTraces({ limit: 50, hasErrors: true })),
  await time('50 with words', () => store.listTraces({ limit: 50, q: '4711' })),
  await time('50 with words that are everywhere', () => store.listTraces({ limit: 50, q: 'what' })),
  await time('50 slowest', () => store.listTraces({ limit: 50, sort: 'latency' }), 5),
  await time('search of runs', () => store.search({ q: '4711', limit: 50 })),
  await time('figures over all traces', () => store.stats({}, 'traces'), 5),
  await time('figures over runs', () => store.stats({}, 'runs'), 3),
  await time('facets', () => store.facets(), 5),
  await time('a trace of 10 runs', async () => store.trace((await store.listTraces({ limit: 2 })).traces[1].traceId)),
  await time('a trace of 100,000 runs', () => store.trace(large), 5),
]);
await store.close();
if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
