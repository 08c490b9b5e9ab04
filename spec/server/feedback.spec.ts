import { describe, expect, test } from '@jest/globals';
import { Client, RunTree as LangSmithRun } from 'langsmith';
import { LangSmithExporter } from 'tracenest/exporters';
import { SqliteStore } from 'tracenest/server';
import { show } from '../../lib/cli/showCommand.js';
import { exportLines } from '../../lib/server/exchange/exportLines.js';
import { importLines } from '../../lib/server/exchange/importLines.js';
import { uuid7 } from '../../lib/run/identity.js';
import { paint } from '../../lib/export/paint.js';
import { multipart } from './multipartBody.js';
import { sampleRun } from './sampleRuns.js';
import { eventually, getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
const now = 1_795_000_000_000;

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function tracedRun() {
  const { url, store } = await start();
  const client = new Client({ apiUrl: url, apiKey: 'none' });
  const run = new LangSmithRun({ name: 'answer', inputs: { q: 1 }, client, project_name: 'judged' });
  await run.postRun();
  await run.end({ a: 1 });
  await run.patchRun();
  await client.awaitPendingTraceBatches();
  return { url, store, client, run };
}

describe('the official client', () => {
  test('reads back, lists, changes and removes what it said about a run', async () => {
    const { client, run } = await tracedRun();
    const { id } = await client.createFeedback(run.id, 'correctness', {
      score: 0.25,
      value: 'poor',
      comment: 'It is the wrong year.',
      correction: { year: 2026 },
      sourceInfo: { by: 'reader' },
      traceId: run.trace_id,
    });
    await client.createFeedback(run.id, 'seen', { score: true, feedbackSourceType: 'model' });
    expect(await client.readFeedback(id)).toMatchObject({
      id,
      run_id: run.id,
      trace_id: run.id,
      key: 'correctness',
      score: 0.25,
      value: 'poor',
      comment: 'It is the wrong year.',
      correction: { year: 2026 },
      feedback_source: { type: 'api', metadata: { by: 'reader' } },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const keys = async (query: object): Promise<string[]> =>
      (await collected(client.listFeedback(query))).map(({ key }) => key);
    expect((await keys({ runIds: [run.id] })).sort()).toEqual(['correctness', 'seen']);
    expect(await keys({ runIds: [run.id, uuid7(now, 1)], feedbackKeys: ['seen'] })).toEqual(['seen']);
    expect(await keys({ feedbackSourceTypes: ['api'] })).toEqual(['correctness']);
    await client.updateFeedback(id, { score: 1, comment: 'It was the right year.' });
    expect(await client.readFeedback(id)).toMatchObject({ score: 1, comment: 'It was the right year.', value: 'poor' });
    expect((await client.readRun(run.id)).feedback_stats).toEqual({
      correctness: { n: 1, avg: 1, values: { poor: 1 } },
      seen: { n: 1, avg: 1, values: {} },
    });
    const named = async (filter: string): Promise<string[]> =>
      (await collected(client.listRuns({ projectName: 'judged', filter }))).map(({ name }) => name);
    expect(await named('and(eq(feedback_key, "correctness"), gte(feedback_score, 0.9))')).toEqual(['answer']);
    expect(await named('and(eq(feedback_key, "correctness"), eq(feedback_score, 0))')).toEqual([]);
    await client.deleteFeedback(id);
    expect(await keys({})).toEqual(['seen']);
    await expect(client.readFeedback(id)).rejects.toThrow('404');
    await expect(client.updateFeedback(id, { score: 0 })).rejects.toThrow('404');
  });

  test('gets many pages of it without gaps or repeats', async () => {
    const { client, store, run } = await tracedRun();
    const feedback = Array.from({ length: 230 }, (_, index) => ({ id: uuid7(now, index), key: `k${index}` }));
    await store.write([{ id: run.id, rank: 0, facts: {}, payload: { parts: {} }, attachments: [], feedback }]);
    const keys = (await collected(client.listFeedback({ runIds: [run.id] }))).map(({ key }) => key);
    expect(keys).toHaveLength(230);
    expect(new Set(keys).size).toBe(230);
  });
});

test('our exporter sends it beside the runs, and it is shown on the run', async () => {
  const { url } = await start();
  const exporter = new LangSmithExporter({ endpoint: url, apiKey: 'none' });
  const run = sampleRun({ name: 'answer', start: now, took: 1 });
  exporter.createFeedback({ runId: run.id, traceId: run.trace_id, key: 'tone', score: 0.5, comment: 'dry' });
  await exporter.flush();
  // It came first.
  expect(await getJson(`${url}/feedback?run=${run.id}`)).toMatchObject([{ key: 'tone', score: 0.5 }]);
  expect((await getJson(`${url}/api/traces`)).traces).toEqual([]);
  await postJson(`${url}/runs`, run);
  expect(await getJson(`${url}/api/runs/${run.id}`)).toMatchObject({ feedback: [{ key: 'tone', comment: 'dry' }] });
  await exporter.shutdown();
});

test('a multipart body brings it with runs; what is malformed is refused alone', async () => {
  const { url } = await start();
  const run = sampleRun({ name: 'answer', start: now, took: 1 });
  const [good, bad, ugly] = [uuid7(now, 1), uuid7(now, 2), uuid7(now, 3)];
  const part = (id: string, body: object) => ({ name: `feedback.${id}`, value: JSON.stringify(body) });
  const response = await fetch(`${url}/runs/multipart`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: multipart([
      { name: `post.${run.id}`, value: JSON.stringify(run) },
      part(good, { run_id: run.id, trace_id: run.id, key: 'a', score: 1, created_at: '2026-01-02T03:04:05Z' }),
      part(bad, { run_id: run.id, key: 'a', score: 'high' }),
      part(ugly, { session_id: run.id, key: 'a' }),
    ]) as any,
  });
  expect(await response.json()).toMatchObject({
    refused: 2,
    errors: [
      { part: `feedback.${bad}`, error: expect.stringContaining('score') },
      { part: `feedback.${ugly}`, error: expect.stringContaining('run_id') },
    ],
  });
  expect(await getJson(`${url}/api/v1/feedback`)).toMatchObject([
    { id: good, created_at: '2026-01-02T03:04:05.000000Z', modified_at: '2026-01-02T03:04:05.000000Z' },
  ]);
});

test('mistakes are answered as what they are', async () => {
  const { url } = await start();
  expect(await postJson(`${url}/feedback`, { key: 'a' })).toMatchObject({ status: 422 });
  expect(await postJson(`${url}/feedback`, { key: '', run_id: uuid7(now, 1) })).toMatchObject({ status: 422 });
  expect(await postJson(`${url}/feedback`, [])).toMatchObject({ status: 422 });
  expect(await postJson(`${url}/feedback/nonsense`, {}, 'PATCH')).toMatchObject({ status: 404 });
  expect((await fetch(`${url}/feedback?limit=x`)).status).toBe(400);
  expect((await fetch(`${url}/feedback/${uuid7(now, 1)}`, { method: 'DELETE' })).status).toBe(404);
});

test('it goes into a file and comes back out of it, and `show` prints it', async () => {
  const { url, store } = await start();
  const run = sampleRun({ name: 'answer', start: now, took: 1 });
  await postJson(`${url}/runs`, run);
  await postJson(`${url}/feedback`, {
    id: uuid7(now, 1),
    run_id: run.id,
    key: 'tone',
    score: 0.5,
    comment: 'dry\u001b[31m\nas dust',
    created_at: now,
  });
  const lines: string[] = [];
  for await (const line of exportLines(store, run.id)) lines.push(line);
  const other = await SqliteStore.open(':memory:');
  await importLines(other, lines);
  const again: string[] = [];
  for await (const line of exportLines(other, run.id)) again.push(line);
  expect(again).toEqual(lines);
  const printed: string[] = [];
  await show(other, undefined, false, {
    ink: paint(false),
    width: 100,
    colors: false,
    print: (text) => void printed.push(text),
    note: () => undefined,
  });
  expect(printed.join('\n')).toContain('\nFeedback\ntone 0.5 on answer: dry as dust');
  await other.close();
});

test('a change of it reaches the pages that show its trace', async () => {
  const { url, store } = await start();
  const run = sampleRun({ name: 'answer', start: now, took: 1 });
  await postJson(`${url}/runs`, run);
  const before = await store.version();
  await postJson(`${url}/feedback`, { run_id: run.id, key: 'tone' });
  const changed = await eventually(
    () => store.runsSince(before, run.id, 9),
    ({ items }) => items.length > 0,
  );
  expect(changed.items.map(({ id }) => id)).toEqual([run.id]);
});
