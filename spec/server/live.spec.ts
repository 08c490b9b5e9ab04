import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StreamedNews, StreamedTexts } from '../../lib/server/live/streamedTexts.js';
import { maxStreamedText } from '../../lib/wire/streamedText.js';
import { followFeed as follow, streamedIn, type Feed } from './liveFeed.js';
import { sampleRun } from './sampleRuns.js';
import { eventually, getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();

function names(feed: Feed): string[] {
  return feed.events.flatMap((event) => (event.type === 'traces' ? event.traces.map(({ name }) => name) : []));
}

test('a list hears of traces that start and end, and only of those that its filter leaves', async () => {
  const { url } = await start();
  const feed = await follow(`${url}/api/live?project=heard`);
  const heard = sampleRun({ name: 'heard', start: Date.now(), project: 'heard' });
  await postJson(`${url}/runs/batch`, {
    post: [heard, sampleRun({ name: 'other', start: Date.now(), project: 'other' })],
  });
  await eventually(
    async () => names(feed),
    (all) => all.length > 0,
  );
  await postJson(`${url}/runs/${heard.id}`, { end_time: new Date().toISOString(), trace_id: heard.id }, 'PATCH');
  await eventually(
    async () => names(feed),
    (all) => all.length > 1,
  );
  feed.close();
  expect(names(feed)).toEqual(['heard', 'heard']);
  expect(feed.events.at(-1)).toMatchObject({ traces: [{ status: 'success' }] });
});

test('a page that was away hears what it missed, from its last event on', async () => {
  const { url } = await start();
  const first = await follow(`${url}/api/live`);
  await postJson(`${url}/runs/batch`, { post: [sampleRun({ name: 'seen', start: Date.now() })] });
  await eventually(
    async () => names(first),
    (all) => all.includes('seen'),
  );
  first.close();
  await postJson(`${url}/runs/batch`, { post: [sampleRun({ name: 'missed', start: Date.now() })] });
  const again = await follow(`${url}/api/live`, { 'last-event-id': first.lastId() ?? '' });
  await eventually(
    async () => names(again),
    (all) => all.length > 0,
  );
  again.close();
  expect(names(again)).toEqual(['missed']);
});

test('nothing is missed between a page that was read and the feed that follows it', async () => {
  const { url } = await start();
  const { version } = await getJson(`${url}/api/traces`);
  await postJson(`${url}/runs/batch`, { post: [sampleRun({ name: 'between', start: Date.now() })] });
  const feed = await follow(`${url}/api/live?since=${version}`);
  await eventually(
    async () => names(feed),
    (all) => all.length > 0,
  );
  feed.close();
  expect(names(feed)).toEqual(['between']);
});

test('the page of a trace hears of its runs as they grow', async () => {
  const { url } = await start();
  const root = sampleRun({ name: 'root', start: Date.now() });
  await postJson(`${url}/runs/batch`, { post: [root] });
  const { version } = await getJson(`${url}/api/traces/${root.id}`);
  const feed = await follow(`${url}/api/live?trace=${root.id}&since=${version}`);
  const child = sampleRun({ name: 'child', parent: root, start: Date.now() });
  await postJson(`${url}/runs/batch`, { post: [child, sampleRun({ name: 'elsewhere', start: Date.now() })] });
  await eventually(
    async () => feed.events,
    (all) => all.length >= 2,
  );
  feed.close();
  expect(feed.events).toMatchObject([
    { type: 'runs', runs: [{ id: child.id, name: 'child', parentId: root.id, status: 'running' }] },
    { type: 'traces', traces: [{ name: 'root', runCount: 2 }] },
  ]);
});

test('a page that missed too much is told to load anew', async () => {
  const { url } = await start();
  const many = Array.from({ length: 300 }, () => sampleRun({ name: 'many', start: Date.now(), took: 1 }));
  await postJson(`${url}/runs/batch`, { post: many });
  const feed = await follow(`${url}/api/live?since=0`);
  await eventually(
    async () => feed.events,
    (all) => all.length > 0,
  );
  feed.close();
  expect(feed.events).toMatchObject([{ type: 'reload' }]);
});

test('closing the server ends its feeds', async () => {
  const server = await start();
  await follow(`${server.url}/api/live`);
  await server.close();
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  (server as any).close = async () => undefined;
});

describe('what runs stream', () => {
  const piece = (run: { id: string; trace_id: string }, at: number, text: string) => ({
    ...{ id: run.id, traceId: run.trace_id },
    ...{ at, text },
  });
  const streaming = () => sampleRun({ name: 'streaming', start: Date.now() });

  test('is heard by pages that are open, whole by those that open later, and by no other trace', async () => {
    const { url } = await start();
    const [run, other] = [streaming(), streaming()];
    await postJson(`${url}/runs/batch`, { post: [run, other] });
    const send = async (...runs: object[]) => postJson(`${url}/tracenest/streams`, { runs });
    const early = await follow(`${url}/api/live?trace=${run.id}`);
    expect(await send(piece(run, 0, 'Feed '), piece(other, 0, 'No'))).toMatchObject({ status: 202 });
    await eventually(
      async () => streamedIn(early, run.id),
      (text) => text === 'Feed ',
    );
    await send(piece(run, 5, 'the pigeons'));
    const late = await follow(`${url}/api/live?trace=${run.id}`);
    for (const feed of [early, late]) {
      const text = await eventually(
        async () => streamedIn(feed, run.id),
        (heard) => heard === 'Feed the pigeons',
      );
      feed.close();
      expect([text, streamedIn(feed, other.id)]).toEqual(['Feed the pigeons', undefined]);
    }
    expect(await getJson(`${url}/api/runs/${run.id}`)).not.toHaveProperty('parts.outputs');
  });

  test('has to fit behind what is there: else it begins anew', async () => {
    const { url } = await start();
    const run = streaming();
    const send = async (at: number, text: string) =>
      (await postJson(`${url}/tracenest/streams`, { runs: [piece(run, at, text)] })).status;
    expect([await send(5, 'late'), await send(0, 'Feed '), await send(4, 'x'), await send(5, 'the')]).toEqual([
      409, 202, 409, 202,
    ]);
    expect(await send(0, 'anew')).toBe(202);
    const feed = await follow(`${url}/api/live?trace=${run.trace_id}`);
    await eventually(
      async () => feed.events,
      (events) => events.length > 0,
    );
    feed.close();
    expect(feed.events).toMatchObject([{ type: 'streamed', runs: [{ at: 0, text: 'anew' }] }]);
  });

  test('is forgotten when the end of the run arrives, and cannot overwrite it', async () => {
    const { url } = await start();
    const run = streaming();
    await postJson(`${url}/tracenest/streams`, { runs: [piece(run, 0, 'Feed ')] });
    const end = { end_time: new Date().toISOString(), outputs: { output: 'Feed them.' } };
    await postJson(`${url}/runs/batch`, { post: [{ ...run, ...end }] });
    expect(await postJson(`${url}/tracenest/streams`, { runs: [piece(run, 5, 'late')] })).toMatchObject({
      status: 409,
    });
    await postJson(`${url}/tracenest/streams`, { runs: [piece(run, 0, 'later')] });
    const { status, parts } = await getJson(`${url}/api/runs/${run.id}`);
    expect([status, parts.outputs.value]).toEqual(['success', { output: 'Feed them.' }]);
  });

  test('is bounded: a run by its first characters, all of them by forgetting the oldest, and by silence', () => {
    let now = 0;
    const texts = new StreamedTexts(() => now);
    const take = (id: number, at: number, text: string) => texts.take({ id: `run ${id}`, traceId: 'trace', at, text });
    const long = 'x'.repeat(maxStreamedText);
    expect(take(0, 0, `${long}y`)).toBe(true);
    expect(texts.of('trace')).toMatchObject([{ text: long, isCut: true }]);
    for (let id = 0; id < 400; id++) take(id, 0, long);
    const kept = texts.of('trace');
    expect(kept).toHaveLength(160);
    expect(kept[0]?.id).toBe('run 240');
    for (let id = 0; id < 20_000; id++) take(1000 + id, 0, '');
    expect(texts.of('trace').length).toBeLessThanOrEqual(10_000);
    now += 3_600_000;
    expect(texts.of('trace')).toEqual([]);
    take(1, 0, 'again');
    expect(texts.of('trace')).toHaveLength(1);
  });

  test('comes to every page as it is, whenever it looks', () => {
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.string({ maxLength: 3 })), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        const texts = new StreamedTexts();
        const truth = ['', '', ''];
        const pages = [0, 1].map(() => ({ news: new StreamedNews(texts, 'trace'), shown: ['', '', ''] }));
        const look = ({ news, shown }: (typeof pages)[number]): void => {
          for (const { id, at, text } of news.take()) {
            expect(at === 0 || shown[Number(id)]?.length === at).toBe(true);
            shown[Number(id)] = (at === 0 ? '' : (shown[Number(id)] ?? '')) + text;
          }
        };
        for (const [run, way, text] of all) {
          if (way === 0) truth[run] = '';
          const at = truth[run]?.length ?? 0;
          if (texts.take({ id: String(run), traceId: 'trace', at, text })) truth[run] += text;
          if (way === 2) look(pages[0] as (typeof pages)[number]);
        }
        for (const page of pages) {
          look(page);
          expect(page.shown).toEqual(truth);
        }
      }),
    );
  });

  test('that is malformed is refused, and never an error of the server', async () => {
    const { url } = await start();
    const run = streaming();
    const good = piece(run, 0, 'x');
    const bad: unknown[] = [
      ...[null, 1, 'x', [], {}, { runs: null }, { runs: {} }, { runs: [null] }, { runs: [[]] }],
      ...[{ id: 'x' }, { id: 1 }, { traceId: 'x' }, { at: -1 }, { at: 1.5 }, { at: '0' }, { at: 1e9 }, { text: 1 }].map(
        (wrong) => ({ runs: [{ ...good, ...wrong }] }),
      ),
    ];
    for (const body of bad) {
      expect([body, (await postJson(`${url}/tracenest/streams`, body)).status]).toEqual([body, 400]);
    }
    for (const body of ['', '{', '{"runs":', '\u0000', `"${'x'.repeat(9_000_000)}"`]) {
      const { status } = await fetch(`${url}/tracenest/streams`, { method: 'POST', body });
      expect([400, 413]).toContain(status);
    }
    expect((await postJson(`${url}/tracenest/streams`, { runs: [], more: 1 })).status).toBe(202);
  });
});
