import { describe, expect, test } from '@jest/globals';
import { Client, RunTree } from 'langsmith';
import { traceable } from 'langsmith/traceable';
import { eventually, getJson, serverStarter } from './startedServer.js';

const start = serverStarter();

function clientOf(url: string, options: object = {}): Client {
  return new Client({ apiUrl: url, apiKey: 'none', ...options });
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Names by depth, in the order of their starts, as the viewer's skeleton places them. */
async function storedTree(url: string, traceId: string): Promise<string> {
  const { columns, texts } = await getJson(`${url}/api/traces/${traceId}`);
  const depthOf = (index: number): number => (columns.parent[index] < 0 ? 0 : depthOf(columns.parent[index]) + 1);
  const lines = columns.id.map((_: string, index: number) => '  '.repeat(depthOf(index)) + texts[columns.name[index]]);
  return lines.join('\n');
}

const ways = {
  multipart: {},
  'multipart under /api/v1': { base: '/api/v1' },
  batch: { client: { autoBatchTracing: true, blockOnRootRunFinalization: true }, batchOnly: true },
  'one request per run': { client: { autoBatchTracing: false } },
} as const;

describe.each(Object.entries(ways))('the official client, %s', (_name, way: any) => {
  test('traces a tree with a generator and an error, and the stored tree is the one that ran', async () => {
    const { url } = await start();
    const client = clientOf(url + (way.base ?? ''), way.client);
    if (way.batchOnly)
      (client as any)._getServerInfo = async () => ({ batch_ingest_config: { use_multipart_endpoint: false } });
    const options = { client, tracingEnabled: true };
    const fail = traceable(async () => Promise.reject(new Error('no luck')), {
      name: 'fail',
      run_type: 'tool',
      ...options,
    });
    const stream = traceable(
      async function* () {
        yield 'a';
        yield 'b';
      },
      { name: 'stream', run_type: 'llm', ...options },
    );
    const outer = traceable(
      async (question: string) => {
        const words: string[] = [];
        for await (const word of stream()) words.push(word);
        await fail().catch(() => undefined);
        return { answer: `${question} ${words.join('')}` };
      },
      { name: 'outer', tags: ['v2'], metadata: { thread_id: 'thread-1' }, project_name: 'client', ...options },
    );
    await outer('why?');
    await client.awaitPendingTraceBatches();
    // One request per run is sent and not waited for.
    const traces = await eventually(
      async () => (await getJson(`${url}/api/traces`)).traces,
      (all) => all[0]?.status === 'success',
    );
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({
      name: 'outer',
      project: 'client',
      status: 'success',
      runCount: 3,
      errorCount: 1,
      tags: ['v2'],
      threadId: 'thread-1',
      inputPreview: 'why?',
      outputPreview: 'why? ab',
    });
    expect(await storedTree(url, traces[0].traceId)).toBe('outer\n  stream\n  fail');
  });
});

test('attachments are kept byte by byte and served', async () => {
  const { url } = await start();
  const client = clientOf(url);
  const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255, 13, 10, 45, 45]);
  const run = new RunTree({
    name: 'with files',
    inputs: {},
    client,
    attachments: { picture: ['image/png', png] },
  } as any);
  await run.postRun();
  await run.end({ ok: true });
  await run.patchRun();
  await client.awaitPendingTraceBatches();
  const detail = await getJson(`${url}/api/runs/${run.id}`);
  expect(detail.attachments).toEqual([
    { name: 'picture', mimeType: 'image/png', size: png.length, url: `/api/runs/${run.id}/attachments/picture` },
  ]);
  const response = await fetch(url + detail.attachments[0].url);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
});

describe('what the official client reads back', () => {
  async function written(): Promise<{ url: string; client: Client; root: RunTree; child: RunTree }> {
    const { url } = await start();
    const client = clientOf(url);
    const root = new RunTree({
      name: 'root',
      inputs: { q: 'zone' },
      client,
      project_name: 'reads',
      tags: ['a'],
      extra: { metadata: { user: '7' } },
    });
    await root.postRun();
    const child = root.createChild({ name: 'model', run_type: 'llm', inputs: { prompt: 'zone' } });
    await child.postRun();
    await child.end({ text: 'frame' }, 'Error: half an answer');
    await child.patchRun();
    await root.end({ a: 1 });
    await root.patchRun();
    await client.awaitPendingTraceBatches();
    return { url, client, root, child };
  }

  test('readRun gives the run as it was written, with its children when asked', async () => {
    const { client, root, child } = await written();
    const run = await client.readRun(root.id, { loadChildRuns: true });
    expect(run).toMatchObject({
      id: root.id,
      name: 'root',
      run_type: 'chain',
      inputs: { q: 'zone' },
      outputs: { a: 1 },
      trace_id: root.id,
      dotted_order: root.dotted_order,
      tags: ['a'],
      status: 'success',
    });
    expect(run.extra?.['metadata']).toMatchObject({ user: '7' });
    expect(run.child_runs?.map(({ id, error }) => ({ id, error }))).toEqual([
      { id: child.id, error: 'Error: half an answer' },
    ]);
  });

  test('listRuns takes projects, traces, types, errors, ids, roots and the filter language', async () => {
    const { client, root, child } = await written();
    const ids = async (query: object): Promise<string[]> =>
      (await collected(client.listRuns(query))).map(({ id }) => id).sort();
    const both = [root.id, child.id].sort();
    expect(await ids({ projectName: 'reads' })).toEqual(both);
    expect(await ids({ projectName: 'reads', isRoot: true })).toEqual([root.id]);
    expect(await ids({ traceId: root.id, runType: 'llm' })).toEqual([child.id]);
    expect(await ids({ traceId: root.id, error: true })).toEqual([child.id]);
    expect(await ids({ traceId: root.id, error: false })).toEqual([root.id]);
    expect(await ids({ id: [child.id] })).toEqual([child.id]);
    expect(await ids({ parentRunId: root.id })).toEqual([child.id]);
    expect(await ids({ startTime: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await ids({ filter: 'and(eq(name, "model"), has(tags, "a"), lt(latency, 5))' })).toEqual([]);
    expect(await ids({ filter: 'and(eq(metadata_key, "user"), eq(metadata_value, "7"))' })).toEqual(both);
    expect(await ids({ filter: 'and(eq(metadata_key, "user"), eq(metadata_value, "8"))' })).toEqual([]);
    expect(await ids({ filter: 'or(in(name, ["model", "x"]), eq(run_type, "tool"))' })).toEqual([child.id]);
    expect(await ids({ filter: 'neq(error, null)' })).toEqual([child.id]);
    expect(await ids({ traceFilter: 'eq(name, "root")' })).toEqual(both);
    expect(await ids({ treeFilter: 'eq(name, "model")', isRoot: true })).toEqual([root.id]);
  });

  test('the second generation of queries answers too', async () => {
    const { url, client, root, child } = await written();
    const api: any = client;
    const project = await client.readProject({ projectName: 'reads' });
    const runs = await collected<any>(
      api.runs.query({ project_ids: [project.id], selects: ['NAME', 'RUN_TYPE', 'PARENT_RUN_IDS', 'STATUS'] }),
    );
    expect(runs.find(({ id }) => id === child.id)).toEqual({
      id: child.id,
      name: 'model',
      run_type: 'LLM',
      parent_run_ids: [root.id],
      status: 'ERROR',
    });
    expect(await api.runs.retrieve(root.id, { project_id: project.id, selects: ['INPUTS'] })).toEqual({
      id: root.id,
      inputs: { q: 'zone' },
    });
    const traces = await collected<any>(api.traces.query({ project_id: project.id, selects: ['NAME'] }));
    expect(traces.map(({ root_run: { name } }) => name)).toEqual(['root']);
    expect(await api.runs.getURL(root.id, { project_id: project.id, trace_id: root.id })).toEqual({
      url: `${url}/traces/${root.id}?run=${root.id}`,
    });
    expect(await collected(api.threads.query({ project_id: project.id }))).toEqual([]);
  });

  test('many pages come complete and without repeats', async () => {
    const { client } = await written();
    for (let index = 0; index < 250; index++) {
      await client.createRun({
        name: `run ${index}`,
        run_type: 'tool',
        inputs: {},
        project_name: 'pages',
        start_time: 1_700_000_000_000,
      });
    }
    await client.awaitPendingTraceBatches();
    const runs = await eventually(
      () => collected(client.listRuns({ projectName: 'pages' })),
      ({ length }) => length >= 250,
    );
    expect(new Set(runs.map(({ name }) => name)).size).toBe(250);
    expect(runs).toHaveLength(250);
  });

  test('a filter that is malformed or unknown is refused with the reason', async () => {
    const { url, client } = await written();
    const post = (filter: string) => fetch(`${url}/runs/query`, { method: 'POST', body: JSON.stringify({ filter }) });
    expect(await (await post('eq(name, "x"')).json()).toMatchObject({ error: { code: 'bad-filter' } });
    expect(await (await post('eq(colour, "x")')).json()).toMatchObject({
      error: { message: expect.stringContaining('"colour"') },
    });
    await expect(client.readProject({ projectName: 'none' })).rejects.toThrow('not found');
  });
});
