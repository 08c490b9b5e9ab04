import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SqliteStore } from 'tracenest/server';
import { uuid7 } from '../../lib/run/identity.js';
import { runChangeOf, type RunMessage } from '../../lib/server/ingest/runChangeOf.js';
import { placeRuns } from '../../lib/server/store/placeRuns.js';
import type { FeedbackChange, RunChange } from '../../lib/server/store/runChange.js';
import type { TraceStore } from '../../lib/server/store/traceStore.js';
import { ThreadedStore } from '../../lib/server/store/threads/threadedStore.js';
import { builtPackage } from '../helpers/builtPackage.js';
import { sampleRun, type SampleRun } from './sampleRuns.js';
import { eventually } from './startedServer.js';

const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
const stores: TraceStore[] = [];
let count = 0;

// Threads run what is built.
beforeAll(() => builtPackage(), 120_000);

afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every implementation of the interface that this runtime can have. Node's own SQLite where there is one. */
const implementations: Readonly<Record<string, () => Promise<TraceStore>>> = {
  'SQLite in threads': () => ThreadedStore.open(join(folder, `${(count += 1)}.db`)),
  'SQLite by libsql': () => SqliteStore.open(join(folder, `${(count += 1)}.db`), { driver: 'libsql' }),
  ...(process.getBuiltinModule('node:sqlite') === undefined
    ? {}
    : { 'SQLite by Node': () => SqliteStore.open(join(folder, `${(count += 1)}.db`), { driver: 'node' }) }),
};

const now = 1_795_000_000_000;

function post(run: SampleRun, changed: object = {}): RunMessage {
  return { kind: 'post', id: run.id, fields: { ...run, ...changed } };
}

function patch(run: SampleRun, fields: object): RunMessage {
  const { id, trace_id, dotted_order, parent_run_id } = run;
  return { kind: 'patch', id, fields: { trace_id, dotted_order, parent_run_id, ...fields } };
}

async function write(store: TraceStore, ...messages: RunMessage[]): Promise<void> {
  await store.write(messages.map(runChangeOf));
}

/** What a reader sees of a store, but for versions. */
async function contents(store: TraceStore): Promise<unknown> {
  const { traces } = await store.listTraces({ limit: 500 });
  const { runs } = await store.listRuns({ condition: { kind: 'and', all: [] }, order: 'asc', limit: 500 });
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, item) => (key === 'version' ? undefined : item)));
  const byId = (one: any, other: any): number => (one.row.id < other.row.id ? -1 : 1);
  return plain({ traces, runs: [...runs].sort(byId) });
}

/** Orders are tried by the hundred on one, as a store in threads takes a while to open. */
const orders = { 'SQLite in threads': 5, others: 60 };

describe.each(Object.entries(implementations))('%s', (name, make) => {
  async function opened(): Promise<TraceStore> {
    const store = await make();
    stores.push(store);
    return store;
  }

  describe('a run that is told in pieces', () => {
    const root = sampleRun({ name: 'root', start: now, took: 50, tags: ['a'], metadata: { thread_id: 't' } });
    const child = sampleRun({
      name: 'model',
      type: 'llm',
      parent: root,
      start: now + 5,
      took: 20,
      error: 'Error: out\nof luck',
    });
    const started = { end_time: null, outputs: null, error: null };
    const usage = { usage_metadata: { input_tokens: 7, output_tokens: 3, total_cost: 0.5 } };
    const messages: readonly RunMessage[] = [
      post(root, started),
      patch(root, { outputs: { partial: 'wo' } }),
      patch(root, { end_time: root.end_time, outputs: root.outputs }),
      post(child, started),
      patch(child, { end_time: child.end_time, error: child.error, outputs: usage }),
    ];

    test('is the same in every order, in every grouping, and with repeats', async () => {
      const expected = await opened();
      await write(expected, ...messages);
      const wanted = await contents(expected);
      const order = fc.shuffledSubarray([...messages, ...messages], { minLength: 10, maxLength: 10 });
      const cut = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(order, cut, async (shuffled, cuts) => {
          const store = await opened();
          const edges = [0, ...cuts.sort((one, other) => one - other), shuffled.length];
          for (const [index, edge] of edges.entries())
            await write(store, ...shuffled.slice(edges[index - 1] ?? 0, edge));
          expect(await contents(store)).toEqual(wanted);
        }),
        { numRuns: name === 'SQLite in threads' ? orders[name] : orders.others },
      );
    });

    test('is summed up in its trace', async () => {
      const store = await opened();
      await write(store, ...messages);
      expect(await store.summary(root.id)).toMatchObject({
        name: 'root',
        hasRoot: true,
        status: 'success',
        startTime: now,
        endTime: now + 50,
        runCount: 2,
        errorCount: 1,
        usage: { promptTokens: 7, completionTokens: 3, totalTokens: 10, cost: 0.5 },
        tags: ['a'],
        threadId: 't',
      });
    });

    test('shows progress while it is going on, and its end however late the progress comes', async () => {
      const store = await opened();
      await write(store, post(root, started), patch(root, { outputs: { partial: 'w' } }));
      expect(await store.run(root.id)).toMatchObject({
        row: { status: 'running' },
        parts: { outputs: '{"partial":"w"}' },
      });
      await write(
        store,
        patch(root, { end_time: root.end_time, outputs: { done: true } }),
        patch(root, { outputs: { partial: 'late' } }),
      );
      expect(await store.run(root.id)).toMatchObject({
        row: { status: 'success' },
        parts: { outputs: '{"done":true}' },
      });
    });
  });

  test('a child without its root stands for the trace until the root comes', async () => {
    const store = await opened();
    const root = sampleRun({ name: 'root', start: now, took: 9 });
    const child = sampleRun({ name: 'child', parent: root, start: now + 1, took: 2 });
    await write(store, post(child));
    expect(await store.summary(root.id)).toMatchObject({ name: 'child', hasRoot: false, runCount: 1 });
    expect((await store.listTraces({ isRootMissing: true })).traces).toHaveLength(1);
    expect(await store.trace(root.id)).toMatchObject({ missingParents: { 0: root.id } });
    await write(store, post(root));
    expect(await store.summary(root.id)).toMatchObject({ name: 'root', hasRoot: true, runCount: 2 });
    expect(await store.trace(root.id)).toMatchObject({ missingParents: {}, columns: { parent: [-1, 0] } });
  });

  test('the pieces of a trace, put behind each other, are the trace', async () => {
    const store = await opened();
    const root = sampleRun({ name: 'root', start: now, took: 9 });
    const timeless = { start_time: undefined, dotted_order: undefined };
    const below = Array.from({ length: 30 }, (_, index) => {
      const child = sampleRun({ name: `child ${index % 4}`, parent: root, start: now + (index % 5), took: index });
      // Only the end of some has arrived.
      return index % 6 === 0 ? patch(child, { ...timeless, end_time: child.end_time }) : post(child);
    });
    await write(store, post(root), ...below, post({ ...root, id: below[7]?.id ?? '', trace_id: root.id }, timeless));
    const whole = await store.trace(root.id);
    for (const limit of [1, 7, 31, 50]) {
      const ids: string[] = [];
      const starts: number[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const piece = await store.trace(root.id, { limit, ...(cursor === undefined ? {} : { cursor }) });
        const { columns, startTime = 0 } = piece ?? {};
        expect(columns?.id.length).toBeLessThanOrEqual(limit);
        ids.push(...(columns?.id ?? []));
        starts.push(...(columns?.start ?? []).map((start) => Math.round((start + startTime) * 1000)));
        cursor = piece?.nextCursor ?? null;
      }
      expect(ids).toEqual(whole?.columns.id);
      const expected = whole?.columns.start.map((start) => Math.round((start + whole.startTime) * 1000));
      expect(starts).toEqual(expected);
    }
    expect(whole).toMatchObject({ nextCursor: null, startTime: now });
    await expect(store.trace(root.id, { cursor: 'nonsense' })).rejects.toThrow(/cursor/);
  });

  test('times keep their microseconds', async () => {
    const store = await opened();
    const run = sampleRun({ name: 'exact', start: now + 0.123, took: 0.456 });
    await write(store, post(run));
    expect(await store.run(run.id)).toMatchObject({ row: { startTime: now + 0.123, endTime: now + 0.579 } });
    expect((await store.trace(run.id))?.columns).toMatchObject({ start: [0], duration: [0.456] });
  });

  describe('a list of traces', () => {
    async function filled(): Promise<TraceStore> {
      const store = await opened();
      const runs = Array.from({ length: 40 }, (_, index) =>
        sampleRun({
          name: index % 2 === 0 ? 'even' : 'odd',
          type: 'llm',
          start: now + Math.floor(index / 4),
          took: 10 * (index % 7),
          project: index % 5 === 0 ? 'five' : 'rest',
          tags: index % 3 === 0 ? ['three', 'all'] : ['all'],
          metadata: index % 8 === 0 ? { session_id: 'eight' } : {},
          inputs: { question: index === 17 ? 'Where do lost pigeons go?\nHome.' : 'nothing' },
          outputs: { usage_metadata: { input_tokens: index % 6, output_tokens: 1, total_cost: (index % 4) / 10 } },
          ...(index % 10 === 0 ? { error: 'Error: ten' } : {}),
        }),
      );
      await write(store, ...runs.map((run) => post(run)));
      return store;
    }

    test.each(['start', 'latency', 'tokens', 'cost', 'runs', 'errors'] as const)(
      'sorted by %s is paged without gaps or repeats',
      async (sort) => {
        const store = await filled();
        for (const order of ['asc', 'desc'] as const) {
          const whole = (await store.listTraces({ sort, order, limit: 500 })).traces.map(({ traceId }) => traceId);
          const paged: string[] = [];
          for (let cursor: string | undefined; ;) {
            const page = await store.listTraces({ sort, order, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
            paged.push(...page.traces.map(({ traceId }) => traceId));
            if (page.nextCursor === null) break;
            cursor = page.nextCursor;
          }
          expect(paged).toEqual(whole);
          expect(new Set(whole).size).toBe(40);
        }
      },
    );

    test.each([
      ['project', { project: ['five'] }, 8],
      ['name', { name: ['odd'] }, 20],
      ['status', { status: ['error' as const] }, 4],
      ['tags', { tag: ['three', 'all'] }, 14],
      ['thread', { thread: 'eight' }, 5],
      ['time', { from: now + 2, to: now + 4 }, 8],
      ['latency', { minLatency: 30, maxLatency: 40 }, 12],
      ['errors', { hasErrors: true }, 4],
      ['several at once', { name: ['even'], status: ['success' as const], project: ['rest'] }, 16],
    ])('is filtered by %s', async (_what, filter, expected) => {
      expect((await (await filled()).listTraces({ ...filter, limit: 500 })).traces).toHaveLength(expected);
    });

    test('is filtered by words, once the index has them', async () => {
      const store = await filled();
      await eventually(
        () => store.search({ q: 'nothing', limit: 50 }),
        ({ pending }) => pending === 0,
      );
      const found = async (q: string): Promise<number> => (await store.listTraces({ q, limit: 500 })).traces.length;
      expect(await found('pigeons')).toBe(1);
      expect(await found('lost PIGEONS home')).toBe(1);
      expect(await found('"lost pigeons"')).toBe(1);
      expect(await found('"pigeons lost"')).toBe(0);
      expect(await found('pig*')).toBe(1);
      expect(await found('pig')).toBe(0);
      expect(await found('" ( OR')).toBe(0);
      expect(await found('even nothing')).toBe(20);
      const { hits } = await store.search({ q: 'pigeons', limit: 5 });
      expect(hits).toMatchObject([{ part: 'inputs', run: { name: 'odd' } }]);
      const [hit] = hits;
      expect(hit?.marks.map(([from, to]) => hit.snippet.slice(from, to))).toEqual(['pigeons']);
    });

    test('is summed up by project, name and time', async () => {
      const stats = await (await filled()).stats({ project: ['rest'] }, 'traces');
      expect(stats.total).toMatchObject({ count: 32, errors: 0, running: 0 });
      expect(stats.byProject).toMatchObject([{ project: 'rest', count: 32 }]);
      expect(stats.byName.map(({ name, count: times }) => [name, times])).toEqual([
        ['even', 16],
        ['odd', 16],
      ]);
      expect(stats.overTime.reduce((sum, point) => sum + point.count, 0)).toBe(32);
      expect(stats.total.latency.p50).toBeGreaterThan(28);
      expect(stats.total.latency.p50).toBeLessThan(32);
      const all = await (await filled()).stats({}, 'runs');
      expect(all.total).toMatchObject({ count: 40, errors: 4 });
    });

    test('offers what it can be filtered by, and its threads', async () => {
      const store = await filled();
      expect(await store.facets()).toEqual({
        projects: [
          { value: 'rest', count: 32 },
          { value: 'five', count: 8 },
        ],
        names: expect.arrayContaining([{ value: 'even', count: 20 }]),
        tags: [
          { value: 'all', count: 40 },
          { value: 'three', count: 14 },
        ],
      });
      expect(await store.projects()).toEqual(['five', 'rest']);
      const { threads } = await store.threads({ limit: 10 });
      expect(threads.map(({ threadId, traceCount }) => [threadId, traceCount])).toEqual([
        ['eight', 4],
        ['eight', 1],
      ]);
    });
  });

  test('changes since a version are what was written since, and nothing is missed', async () => {
    const store = await opened();
    const root = sampleRun({ name: 'root', start: now, took: 9 });
    const other = sampleRun({ name: 'other', start: now, took: 9 });
    await write(store, post(root, { end_time: null }));
    const before = await store.version();
    await write(store, post(other));
    await write(store, patch(root, { end_time: root.end_time }));
    const changed = await store.tracesSince(before, {}, 10);
    expect(changed.items.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['other', 'success'],
      ['root', 'success'],
    ]);
    expect((await store.tracesSince(changed.version, {}, 10)).items).toEqual([]);
    expect((await store.runsSince(before, root.id, 10)).items.map(({ name }) => name)).toEqual(['root']);
    expect(await store.tracesSince(before, {}, 1)).toMatchObject({ isCut: true });
  });

  // libsql ends the whole process where it reads such a text back.
  test('half of a character, as JSON can bring it, is kept as the mark of one that is missing', async () => {
    const store = await opened();
    const half = '\ud800';
    const run = sampleRun({
      name: `name ${half}`,
      start: now,
      took: 1,
      project: half,
      tags: [half],
      error: half,
      metadata: { thread_id: half, ls_model_name: half },
      inputs: { [half]: half },
    });
    await write(store, post(run));
    expect((await store.listTraces({ tag: [half], name: [`name ${half}`] })).traces).toHaveLength(1);
    expect(await store.summary(run.id)).toMatchObject({ name: 'name \ufffd', tags: ['\ufffd'], project: '\ufffd' });
    expect(await store.facets()).toMatchObject({ tags: [{ value: '\ufffd' }] });
    expect((await store.threads({ limit: 1 })).threads).toMatchObject([{ threadId: '\ufffd' }]);
    expect((await store.run(run.id))?.row).toMatchObject({ model: '\ufffd', errorPreview: '\ufffd' });
    expect((await store.stats({}, 'runs')).total.count).toBe(1);
  });

  test('attachments are kept, also of a run that comes later', async () => {
    const store = await opened();
    const run = sampleRun({ name: 'late', start: now, took: 1 });
    const data = new Uint8Array([0, 255, 13, 10]);
    const file = { name: 'a.bin', mimeType: 'application/x-any', data };
    await store.write([{ id: run.id, rank: 0, facts: {}, payload: { parts: {} }, attachments: [file] }]);
    await write(store, post(run));
    expect((await store.run(run.id))?.attachments).toEqual([{ name: 'a.bin', mimeType: 'application/x-any', size: 4 }]);
    expect(new Uint8Array((await store.attachment(run.id, 'a.bin'))?.data ?? [])).toEqual(data);
    expect(await store.attachment(run.id, 'b.bin')).toBeUndefined();
  });

  describe('what is said about a run', () => {
    const judgement = (id: string, told: Partial<FeedbackChange> = {}): FeedbackChange => ({
      id,
      key: 'correctness',
      score: 1,
      source: { type: 'api' },
      createdAt: now,
      modifiedAt: now,
      ...told,
    });
    const about = (run: SampleRun, ...feedback: FeedbackChange[]): RunChange => ({
      id: run.id,
      rank: 0,
      facts: {},
      payload: { parts: {} },
      attachments: [],
      feedback,
    });

    test('is kept whole, also before the run arrives, and changes by what is told', async () => {
      const store = await opened();
      const run = sampleRun({ name: 'judged', start: now, took: 1 });
      const first = judgement(uuid7(now, 1), { value: { a: [1] }, comment: 'good', correction: { b: '\ud800' } });
      await store.write([about(run, first)]);
      expect(await store.feedback({ runs: [run.id], limit: 9 })).toMatchObject([{ ...first, runId: run.id }]);
      expect((await store.listTraces({ limit: 9 })).traces).toEqual([]);
      await write(store, post(run));
      expect((await store.run(run.id))?.feedback).toMatchObject([{ comment: 'good', score: 1 }]);
      await store.write([about(run, { id: first.id, score: false, modifiedAt: now + 1 })]);
      await store.write([about(run, { id: uuid7(now, 2), score: 5 })]);
      expect(await store.feedback({ trace: run.id, limit: 9 })).toEqual([
        { ...first, runId: run.id, traceId: null, score: false, modifiedAt: now + 1 },
      ]);
      await store.write([about(run, { id: first.id, isRemoved: true })]);
      expect((await store.run(run.id))?.feedback).toEqual([]);
    });

    test('is listed by id, run, trace, key and source, the latest first, in pages', async () => {
      const store = await opened();
      const one = sampleRun({ name: 'one', start: now, took: 1 });
      const other = sampleRun({ name: 'other', parent: one, start: now, took: 1 });
      const ids = Array.from({ length: 4 }, (_, index) => uuid7(now, 10 + index));
      const [first = '', second = '', third = '', fourth = ''] = ids;
      await write(store, post(one), post(other));
      await store.write([
        about(one, judgement(first), judgement(second, { createdAt: now + 1, source: { type: 'model' } })),
        about(other, judgement(third, { createdAt: now + 2, key: 'tone', score: 0.5 }), judgement(fourth)),
      ]);
      const found = async (query: object): Promise<string[]> =>
        (await store.feedback({ limit: 9, ...query })).map(({ id }) => id);
      expect(await found({})).toEqual([third, second, fourth, first]);
      expect(await found({ limit: 2, offset: 1 })).toEqual([second, fourth]);
      expect(await found({ runs: [one.id] })).toEqual([second, first]);
      expect(await found({ runs: [one.id, other.id], keys: ['tone'] })).toEqual([third]);
      expect(await found({ trace: one.id, sources: ['model'] })).toEqual([second]);
      expect(await found({ ids: [first, uuid7(now, 99)] })).toEqual([first]);
      const judged = async (condition: object): Promise<string[]> => {
        const all = [{ kind: 'feedback' as const, ...condition }];
        const { runs } = await store.listRuns({ condition: { kind: 'and', all }, order: 'asc', limit: 9 });
        return runs.map(({ row }) => row.name);
      };
      expect(await judged({ keys: ['tone'] })).toEqual(['other']);
      expect(await judged({ keys: ['correctness'], value: { operator: '>=', value: 1 } })).toEqual(['one', 'other']);
      expect(await judged({ value: { operator: '<', value: 0.2 } })).toEqual([]);
    });

    test('goes with its trace, and that about runs that never came with what was there before', async () => {
      const store = await opened();
      const old = sampleRun({ name: 'old', start: now, took: 1 });
      const never = sampleRun({ name: 'never', start: now, took: 1 });
      const kept = sampleRun({ name: 'kept', start: now + 1e10, took: 1 });
      const coming = sampleRun({ name: 'coming', start: now, took: 1 });
      await write(store, post(old));
      await store.write([about(old, judgement(uuid7(now, 21))), about(never, judgement(uuid7(now, 22)))]);
      await write(store, post(kept));
      const late = judgement(uuid7(now, 23));
      await store.write([about(coming, late)]);
      expect(await store.prune({ maxAgeDays: 1, maxSize: null }, now + 1e10)).toBe(1);
      expect((await store.feedback({ limit: 9 })).map(({ id }) => id)).toEqual([late.id]);
      expect((await store.size()).runCount).toBe(2);
    });
  });

  test('pruning ends early, and without an error, where the store is closed', async () => {
    const store = await make();
    const runs = Array.from({ length: 1000 }, () => sampleRun({ name: 'old', start: now, took: 1 }));
    await write(store, ...runs.map((run) => post(run)));
    const pruning = store.prune({ maxAgeDays: 1, maxSize: null }, now + 1e10);
    await store.close();
    expect(await pruning).toBeLessThan(1001);
  });

  test('retention removes the oldest traces whole, by age and by size', async () => {
    const store = await opened();
    const day = 86_400_000;
    const text = 'x'.repeat(10_000);
    const runs = Array.from({ length: 600 }, (_, index) =>
      sampleRun({ name: 'kept', start: now - 600 * 60_000 + index * 60_000, took: 1, inputs: { text } }),
    );
    const old = sampleRun({ name: 'old', start: now - 31 * day, took: 1 });
    await write(store, post(old), ...runs.map((run) => post(run)));
    expect(await store.prune({ maxAgeDays: 30, maxSize: null }, now)).toBe(1);
    expect(await store.summary(old.id)).toBeUndefined();
    expect(await store.run(old.id)).toBeUndefined();
    const maxSize = 4_000_000;
    expect(await store.prune({ maxAgeDays: 30, maxSize }, now)).toBeGreaterThan(0);
    expect((await store.size()).bytes).toBeLessThanOrEqual(maxSize);
    const { traces } = await store.listTraces({ order: 'asc', limit: 500 });
    expect(traces.at(-1)?.traceId).toBe(runs.at(-1)?.id);
    expect(traces[0]?.traceId).not.toBe(runs[0]?.id);
    expect(await store.prune({ maxAgeDays: 30, maxSize }, now)).toBe(0);
  });
});

test('runs that know their parent by its span id alone find it, and no run is its own parent', () => {
  const parent = '0195aaaa-0000-7000-8abc-0123456789ab';
  const span = '00000000-0000-0000-8abc-0123456789ab';
  expect(placeRuns(['x', parent], [span, null]).parent).toEqual([1, -1]);
  expect(placeRuns(['x'], ['x'])).toEqual({ parent: [-1], missingParents: { 0: 'x' } });
});
