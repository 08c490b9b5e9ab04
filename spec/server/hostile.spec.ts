import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'langsmith';
import { uuid7 } from '../../lib/run/identity.js';
import { multipart } from './multipartBody.js';
import { sampleRun } from './sampleRuns.js';
import { getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
const now = 1_795_000_000_000;
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

async function watched() {
  const errors: unknown[] = [];
  const { url, store } = await start({ onError: (error) => errors.push(error) });
  return { url, store, errors };
}

describe('what is nested too deeply', () => {
  test('costs the part that it is in, and no query of others', async () => {
    const { url, store, errors } = await watched();
    const run = sampleRun({ name: 'deep', start: now, took: 1, metadata: { a: 1 } });
    for (const levels of [600, 5000, 100_000]) {
      const response = await fetch(`${url}/runs/multipart`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body: multipart([
          { name: `post.${run.id}`, value: JSON.stringify(run) },
          { name: `post.${run.id}.inputs`, value: `{"text":"hi","d":${nested(levels)}}` },
        ]) as any,
      });
      expect(await response.json()).toMatchObject({
        accepted: 1,
        refused: 1,
        errors: [{ part: `post.${run.id}.inputs`, error: expect.stringContaining('nested') }],
      });
      const whole = await fetch(`${url}/runs`, {
        method: 'POST',
        body: `{"id":"${run.id}","inputs":${nested(levels)}}`,
      });
      expect(whole.status).toBe(422);
    }
    // As files of older servers may hold it: SQLite reads no JSON of more than 1,000 levels.
    const other = uuid7(now, 1);
    const extra = `{"metadata":{"a":${nested(1500)}}}`;
    await store.write([
      { id: other, rank: 0, facts: { traceId: other }, payload: { parts: { extra } }, attachments: [] },
    ]);
    const found = await postJson(`${url}/runs/query`, { filter: 'and(eq(metadata_key, "a"), eq(metadata_value, 1))' });
    expect(found.body.runs.map(({ id }: { id: string }) => id)).toEqual([run.id]);
    expect(
      await postJson(`${url}/feedback`, JSON.parse(`{"key":"a","run_id":"${run.id}","value":${nested(600)}}`)),
    ).toMatchObject({ status: 422 });
    for (const filter of [`in(id, ${nested(9000)})`, `has(metadata, '{"a":${nested(5000)}}')`, 'eq(constructor, 1)'])
      expect([filter.slice(0, 30), (await postJson(`${url}/runs/query`, { filter })).status]).toEqual([
        filter.slice(0, 30),
        400,
      ]);
    expect((await fetch(`${url}/runs/query`, { method: 'POST', body: `{"id":${nested(90_000)}}` })).status).toBe(400);
    expect(errors).toEqual([]);
  });

  test('in an attribute of a span stays the text that it came as', async () => {
    const { url } = await watched();
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const span = {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      name: 'chat',
      startTimeUnixNano: '1795000000000000000',
      endTimeUnixNano: '1795000001000000000',
      attributes: [attribute('gen_ai.input.messages', nested(5000)), attribute('metadata', `{"a":${nested(2000)}}`)],
    };
    expect(await postJson(`${url}/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })).toMatchObject({
      status: 200,
      body: {},
    });
    const [{ runId }] = (await getJson(`${url}/api/traces`)).traces;
    expect((await getJson(`${url}/runs/${runId}`)).inputs.messages).toBe(nested(5000));
  });
});

describe('times', () => {
  test.each([
    ['seconds', 1_767_225_600],
    ['seconds with a fraction', 1_767_225_600.0],
    ['milliseconds', 1_767_225_600_000],
    ['microseconds', 1_767_225_600_000_000],
    ['nanoseconds', 1_767_225_600_000_000_000],
    ['ISO without a zone', '2026-01-01T00:00:00'],
    ['ISO with an offset', '2026-01-01T05:30:00+05:30'],
  ])('as %s are what they mean', async (_name, time) => {
    const { url } = await watched();
    const id = uuid7(now, 1);
    await postJson(`${url}/runs`, { id, name: 'a', start_time: time });
    expect((await getJson(`${url}/runs/${id}`)).start_time).toBe('2026-01-01T00:00:00.000000Z');
  });

  test('of a run that tells none are those of its arrival, and no nonsense out of a random id', async () => {
    const { url } = await watched();
    await postJson(`${url}/runs`, { id: '653d9304-1149-4d62-9492-8b5e01cb947a', name: 'a' });
    const [{ startTime }] = (await getJson(`${url}/api/traces`)).traces;
    expect(Math.abs(startTime - Date.now())).toBeLessThan(60_000);
  });
});

test('ids in capitals are the same as others, and numbers are ids of threads too', async () => {
  const { url } = await watched();
  const id = uuid7(now, 1);
  await postJson(`${url}/runs`, { id: id.toUpperCase(), name: 'a', extra: { metadata: { thread_id: 7 } } });
  await postJson(`${url}/runs/${id}`, { end_time: now }, 'PATCH');
  expect((await getJson(`${url}/api/traces`)).traces).toMatchObject([
    { traceId: id, hasRoot: true, status: 'success', threadId: '7' },
  ]);
});

test('runs that are below themselves, or contradict themselves, are shown once each', async () => {
  const { url } = await watched();
  const trace = uuid7(now, 1);
  const ids = Array.from({ length: 5 }, (_, index) => uuid7(now, 10 + index));
  const run = (index: number, parent: number) => ({
    ...sampleRun({ name: `${index}`, start: now + index, took: 1 }),
    id: ids[index],
    trace_id: trace,
    dotted_order: undefined,
    parent_run_id: ids[parent],
  });
  await postJson(`${url}/runs/batch`, { post: [run(0, 1), run(1, 2), run(2, 0), run(3, 3), run(4, 0)] });
  expect((await getJson(`${url}/api/traces/${trace}`)).columns.id).toHaveLength(5);
  for (const path of [`/api/traces/${trace}/misplaced`, `/api/traces/${trace}/export`, `/api/v2/traces/${trace}/runs`])
    expect((await fetch(url + path)).status).toBe(200);
  const { child_run_ids: below } = await getJson(`${url}/runs/${ids[0]}`);
  expect(below.sort()).toEqual([ids[1], ids[2], ids[4]].sort());
});

test('a page of an allowed origin may send and read, also with a preflight; others may not', async () => {
  const { url } = await start({ allowedOrigins: ['https://app.example/'], apiKey: 'secret' });
  const ask = (origin: string, method: string, body?: string) =>
    fetch(`${url}/runs`, {
      method,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key',
        'x-api-key': 'secret',
      },
      ...(body === undefined ? {} : { body }),
    });
  const preflight = await ask('https://app.example', 'OPTIONS');
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-api-key');
  const sent = await ask('https://app.example', 'POST', JSON.stringify({ id: uuid7(now, 1), name: 'a' }));
  expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([202, 'https://app.example']);
  expect((await ask('https://evil.example', 'OPTIONS')).status).toBe(403);
  const hidden = await fetch(`${url}/api/traces`, {
    headers: { 'sec-fetch-site': 'cross-site', 'x-api-key': 'secret' },
  });
  expect(hidden.status).toBe(403);
});

test('the links that the official client makes lead to the page', async () => {
  const { url } = await watched();
  const root = sampleRun({ name: 'root', start: now, took: 1, project: 'a b' });
  const child = sampleRun({ name: 'child', parent: root, start: now, took: 1 });
  await postJson(`${url}/runs/batch`, { post: [root, child] });
  const client = new Client({ apiUrl: url, apiKey: 'none', webUrl: url });
  const link = await client.getRunUrl({ run: await client.readRun(child.id) });
  const { headers } = await fetch(link, { redirect: 'manual' });
  expect(headers.get('location')).toBe(`/traces/${root.id}?run=${child.id}`);
  const project = await fetch(await client.getProjectUrl({ projectName: 'a b' }), { redirect: 'manual' });
  expect(project.headers.get('location')).toBe('/?project=a%20b');
});

test('queries of clients of any kind get an answer below 500', async () => {
  const { url, errors } = await watched();
  const run = sampleRun({ name: 'a', start: now, took: 1, metadata: { a: 1 } });
  await postJson(`${url}/runs/batch`, { post: [run] });
  await postJson(`${url}/feedback`, { key: 'a', run_id: run.id, score: 1 });
  const word = fc.constantFrom(
    ...['and', 'or', 'not', 'eq', 'neq', 'lt', 'has', 'in', 'search', 'id', 'tags', 'metadata_key', 'metadata_value'],
    ...[
      'feedback_key',
      'feedback_score',
      'latency',
      'start_time',
      'is_root',
      'constructor',
      'null',
      'true',
      '1',
      '"a"',
    ],
    ...['(', ')', '[', ']', ',', '"', "'", '"{\\"a\\": {}}"', '"5 s"', '-1e9', '"\ud800"'],
  );
  const filter = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
  const call = fc.letrec((tie) => ({
    call: fc
      .tuple(fc.constantFrom('and', 'or', 'not', 'eq', 'gte', 'has', 'in', 'search'), tie('arguments'))
      .map(([name, terms]) => `${name}(${(terms as string[]).join(', ')})`),
    arguments: fc.array(fc.oneof({ maxDepth: 3 }, word, tie('call')), { maxLength: 3 }),
  })).call;
  const anything = fc.oneof(fc.anything(), fc.string(), fc.uuid(), fc.array(fc.uuid(), { maxLength: 3 }));
  const names = [
    ...['session', 'id', 'trace', 'parent_run', 'run_type', 'is_root', 'execution_order', 'error', 'start_time'],
    ...['end_time', 'order', 'limit', 'cursor', 'select', 'query', 'project_ids', 'trace_ids', 'min_start_time'],
    ...['page_size', 'selects', 'has_error', 'key', 'run_id', 'score', 'comment', 'created_at', 'project_id'],
  ];
  const query = fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 4 }),
      fc.record({ filter: fc.oneof(filter, call), trace_filter: call, tree_filter: call }, { requiredKeys: [] }),
    )
    .map(([body, filters]) => ({ ...body, ...filters }));
  const paths = ['/runs/query', '/api/v2/runs/query', '/api/v2/traces/query', '/api/v2/threads/query', '/feedback'];
  const asText = (value: unknown): string | undefined => {
    try {
      return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
    } catch {
      return undefined;
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), query, async (path, body) => {
      const { status } = await fetch(url + path, { method: 'POST', body: asText(body) ?? '{}' });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
  const parameters = fc.dictionary(fc.constantFrom('run', 'key', 'source', 'limit', 'offset', 'name'), fc.string());
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/feedback', '/sessions', '/runs/x', '/sessions/x'),
      parameters,
      async (path, all) => {
        const { status } = await fetch(`${url}${path}?${new URLSearchParams(all)}`);
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: 100 },
  );
  expect(errors).toEqual([]);
}, 60_000);
