import { createParser } from 'eventsource-parser';
import { expect, test } from '@jest/globals';
import type { LiveEvent } from '../../lib/wire/liveEvent.js';
import { sampleRun } from './sampleRuns.js';
import { eventually, getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();

interface Feed {
  readonly events: LiveEvent[];
  readonly lastId: () => string | undefined;
  close(): void;
}

async function follow(url: string, headers: Record<string, string> = {}): Promise<Feed> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  if (!response.ok) throw new Error(await response.text());
  const events: LiveEvent[] = [];
  let lastId: string | undefined;
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      lastId = id;
      const parsed = JSON.parse(data) as LiveEvent;
      expect(event).toBe(parsed.type);
      events.push(parsed);
    },
  });
  const decoder = new TextDecoder();
  void (async () => {
    for await (const chunk of response.body as any) parser.feed(decoder.decode(chunk, { stream: true }));
  })().catch(() => undefined);
  return { events, lastId: () => lastId, close: () => closing.abort() };
}

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
