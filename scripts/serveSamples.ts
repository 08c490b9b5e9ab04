/**
 * Starts the trace server from the sources, with traces to look at: `npm run serve:samples -- [--port 4319] [--data folder]
 * [--large 100000] [--many 0] [--live]`.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../lib/server.js';
import { sampleRun, type SampleRun } from '../spec/server/sampleRuns.js';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '4319' },
    data: { type: 'string' },
    /** Runs of one large trace. */
    large: { type: 'string', default: '100000' },
    /** Further small traces. */
    many: { type: 'string', default: '300' },
    /** Goes on making a trace every other second, slowly. */
    live: { type: 'boolean', default: false },
  },
});

const dataFolder = options.data ?? mkdtempSync(join(tmpdir(), 'tracenest-samples-'));
const server = await startServer({ port: Number(options.port), dataFolder });

async function send(post: readonly SampleRun[], patch: readonly object[] = []): Promise<void> {
  const body = JSON.stringify({ post, patch });
  const response = await fetch(`${server.url}/runs/batch`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

const question = {
  messages: [
    { role: 'system', content: 'You answer from the documentation.' },
    { role: 'user', content: 'How do I retry a failed request?' },
  ],
};
const answer = {
  messages: [
    {
      role: 'assistant',
      content:
        'Pass `retry: { limit: 3 }`.\n\n```ts\nawait ky(url, { retry: { limit: 3 } });\n```\n\n| status | retried |\n| --- | --- |\n| 503 | yes |',
    },
  ],
  usage_metadata: { input_tokens: 812, output_tokens: 96, total_tokens: 908, total_cost: 0.0042 },
};

/** A chat with retrieval, a tool that fails and a retry. */
function chat(start: number, index: number): SampleRun[] {
  const slow = 1 + (index % 7) / 3;
  const thread = { thread_id: `thread-${index % 20}` };
  const failed = index % 9 === 0;
  const root = sampleRun({
    name: 'Assistant.answer',
    type: 'chain',
    start,
    took: 1800 * slow,
    project: index % 3 === 0 ? 'nightly' : 'docs',
    inputs: question,
    outputs: answer,
    tags: index % 2 === 0 ? ['v2', 'web'] : ['v1'],
    metadata: thread,
    ...(failed
      ? {
          error:
            'TimeoutError: the model did not answer in 30 s\n    at Model.call (model.ts:31:9)\n    at async Assistant.answer (assistant.ts:12:5)\nCaused by: Error: socket hang up\n    at Socket.end (node:net:700:3)',
        }
      : {}),
  });
  const search = sampleRun({
    name: 'Library.search',
    type: 'retriever',
    parent: root,
    start: start + 20,
    took: 400 * slow,
    outputs: { documents: [{ page_content: 'Retries: …', metadata: { file: 'retry.md' } }] },
  });
  const embed = sampleRun({
    name: 'embed',
    type: 'embedding',
    parent: search,
    start: start + 30,
    took: 120,
    metadata: { ls_model_name: 'embed-3' },
    outputs: { usage_metadata: { input_tokens: 9, total_tokens: 9 } },
  });
  const rank = sampleRun({
    name: 'rank',
    type: 'tool',
    parent: search,
    start: start + 180,
    took: 90 * slow,
    ...(index % 5 === 0 ? { error: 'RangeError: no passage above 0.3' } : {}),
  });
  const write = sampleRun({
    name: 'ChatModel',
    type: 'llm',
    parent: root,
    start: start + 450 * slow,
    took: 1200 * slow,
    inputs: question,
    outputs: answer,
    metadata: { ...thread, ls_model_name: 'gpt-5-mini', ls_provider: 'openai', ls_temperature: 0.2 },
    events: [{ name: 'new_token', time: new Date(start + 700 * slow).toISOString() }],
  });
  const parallel = Array.from({ length: 4 }, (_, part) =>
    sampleRun({
      name: `check ${part}`,
      type: 'parser',
      parent: write,
      start: start + 460 * slow,
      took: 200 + 90 * part,
    }),
  );
  return [root, search, embed, rank, write, ...parallel];
}

/** A root that was lost: it started inside another run's time. */
function lostChild(start: number): SampleRun[] {
  const root = sampleRun({ name: 'Queue.handle', start, took: 5000, project: 'nested' });
  const step = sampleRun({ name: 'Queue.step', parent: root, start: start + 100, took: 4000 });
  const lost = sampleRun({ name: 'Mailer.send', type: 'tool', start: start + 600, took: 900, project: 'nested' });
  const orphan = sampleRun({
    name: 'Worker.resize',
    type: 'tool',
    parent: { ...step, id: '01950000-0000-7000-8000-00000000dead' },
    start: start + 700,
    took: 300,
  });
  return [root, step, lost, orphan];
}

/** One trace of very many runs: an agent that goes round and round. */
function* large(start: number, count: number): Generator<SampleRun[], void> {
  const root = sampleRun({ name: 'Agent.run', start, took: count, project: 'large' });
  let batch = [root];
  let made = 1;
  for (let round = 0; made < count; round++) {
    const turn = sampleRun({ name: 'Agent.turn', parent: root, start: start + made, took: 20 });
    const model = sampleRun({
      name: 'ChatModel',
      type: 'llm',
      parent: turn,
      start: start + made + 1,
      took: 9,
      metadata: { ls_model_name: 'gpt-5-mini' },
      outputs: { usage_metadata: { input_tokens: 90, output_tokens: 12 } },
    });
    let deepest = model;
    const below = Array.from({ length: 8 }, (_, index) => {
      const parent = index % 3 === 0 ? turn : deepest;
      deepest = sampleRun({
        name: `tool ${index}`,
        type: 'tool',
        parent,
        start: start + made + 2 + index,
        took: 12 - index,
        ...(round % 500 === 7 && index === 2 ? { error: 'Error: out of luck' } : {}),
      });
      return deepest;
    });
    batch.push(turn, model, ...below);
    made += 10;
    if (batch.length >= 1000) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

/** A run with a payload of 20 MB, and one with markup in every field. */
function awkward(start: number): SampleRun[] {
  const markup = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ id: index, text: `row ${index} ${'x'.repeat(170)}` }));
  return [
    sampleRun({
      name: 'large payload',
      start,
      took: 500,
      inputs: { rows },
      outputs: { text: 'word '.repeat(200_000) },
    }),
    sampleRun({
      name: markup,
      type: markup,
      start: start + 10,
      took: 9,
      project: markup,
      inputs: { [markup]: markup },
      outputs: { output: markup },
      error: markup,
      tags: [markup],
      metadata: { [markup]: markup, thread_id: markup },
    }),
  ];
}

async function growing(): Promise<void> {
  const start = Date.now();
  const root = sampleRun({ name: 'Live.answer', start, project: 'live' });
  await send([root]);
  for (let step = 0; step < 6; step++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const child = sampleRun({ name: `Live.step ${step}`, parent: root, start: Date.now(), took: 300 });
    await send(
      [child],
      [
        {
          id: root.id,
          trace_id: root.trace_id,
          dotted_order: root.dotted_order,
          outputs: { output: 'token '.repeat(step + 1) },
        },
      ],
    );
  }
  await send(
    [],
    [
      {
        id: root.id,
        trace_id: root.trace_id,
        dotted_order: root.dotted_order,
        end_time: new Date().toISOString(),
        outputs: { output: 'done' },
      },
    ],
  );
}

const now = Date.now();
for (let index = 0; index < Number(options.many); index++) await send(chat(now - 60_000 * (index + 1), index));
await send(lostChild(now - 30_000));
await send(awkward(now - 20_000));
for (const batch of large(now - 600_000, Number(options.large))) await send(batch);
console.log(`${server.url}  (${dataFolder})`);
if (options.live) for (;;) await growing();
