import { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { LiveEvent } from '../../wire/liveEvent.js';
import type { TraceFilter } from '../../wire/traceQuery.js';
import { QueryParameters } from '../routes/queryParameters.js';
import type { TraceStore } from '../store/traceStore.js';
import { StreamedNews, type StreamedTexts } from './streamedTexts.js';

/** At most four events a second: a page cannot be read faster. */
const pauseMs = 250;
const idleMs = 15_000;
const maxTraces = 200;
const maxRuns = 5000;

interface Watched {
  readonly store: TraceStore;
  readonly filter: TraceFilter;
  readonly trace: string | undefined;
}

/** What changed after a version. By asking the store, so that several servers may write to it. */
async function eventsSince(
  version: number,
  { store, filter, trace }: Watched,
): Promise<{ version: number; events: LiveEvent[] }> {
  if (trace === undefined) {
    const traces = await store.tracesSince(version, filter, maxTraces);
    if (traces.isCut) return { version: traces.version, events: [{ type: 'reload', version: traces.version }] };
    const events: LiveEvent[] =
      traces.items.length === 0 ? [] : [{ type: 'traces', version: traces.version, traces: traces.items }];
    return { version: traces.version, events };
  }
  const runs = await store.runsSince(version, trace, maxRuns);
  if (runs.isCut) return { version: runs.version, events: [{ type: 'reload', version: runs.version }] };
  if (runs.items.length === 0) return { version: runs.version, events: [] };
  const skeleton = await store.summary(trace);
  const events: LiveEvent[] = [{ type: 'runs', version: runs.version, runs: runs.items }];
  if (skeleton !== undefined) events.push({ type: 'traces', version: runs.version, traces: [skeleton] });
  return { version: runs.version, events };
}

async function send(stream: SSEStreamingApi, event: LiveEvent): Promise<void> {
  await stream.writeSSE({ event: event.type, id: String(event.version), data: JSON.stringify(event) });
}

/** Sends what changes until the page goes away, or the server. */
async function follow(
  stream: SSEStreamingApi,
  watched: Watched,
  news: StreamedNews | undefined,
  since: number,
  closing: AbortSignal,
): Promise<void> {
  let version = since;
  const present = await watched.store.version();
  // What the page has seen is not of this store: it was emptied, or replaced.
  if (present < version) {
    version = present;
    await send(stream, { type: 'reload', version });
  }
  let idleSince = performance.now();
  while (!stream.aborted && !closing.aborted) {
    if ((await watched.store.version()) > version) {
      const changes = await eventsSince(version, watched);
      version = changes.version;
      for (const event of changes.events) await send(stream, event);
      if (changes.events.length > 0) idleSince = performance.now();
    }
    const runs = news?.take() ?? [];
    if (runs.length > 0) {
      await send(stream, { type: 'streamed', version, runs });
      idleSince = performance.now();
    }
    if (performance.now() - idleSince > idleMs) {
      await send(stream, { type: 'idle', version });
      idleSince = performance.now();
    }
    await stream.sleep(pauseMs);
  }
}

/** `GET /api/live`. */
export function liveRoute(store: TraceStore, texts: StreamedTexts, closing: AbortSignal): Hono {
  return new Hono().get('/live', async (context) => {
    const query = new QueryParameters(context.req.url);
    const resumed = Number(context.req.header('last-event-id') ?? NaN);
    const since = Number.isFinite(resumed) ? resumed : (query.number('since') ?? (await store.version()));
    const watched = { store, filter: query.filter(), trace: query.text('trace')?.toLowerCase() };
    const news = watched.trace === undefined ? undefined : new StreamedNews(texts, watched.trace);
    return streamSSE(context, async (stream) => follow(stream, watched, news, since, closing));
  });
}
