import { createParser } from 'eventsource-parser';
import { expect } from '@jest/globals';
import type { LiveEvent } from '../../lib/wire/liveEvent.js';

/** What a page of the viewer hears. */
export interface Feed {
  readonly events: LiveEvent[];
  readonly lastId: () => string | undefined;
  close(): void;
}

/** Follows `/api/live` as a page does. */
export async function followFeed(url: string, headers: Record<string, string> = {}): Promise<Feed> {
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

/** What a page would show of a run while it streams. */
export function streamedIn({ events }: Feed, runId: string): string | undefined {
  let text: string | undefined;
  for (const event of events) {
    for (const piece of event.type === 'streamed' ? event.runs : []) {
      if (piece.id !== runId) continue;
      expect(piece.at === 0 ? 0 : text?.length).toBe(piece.at);
      text = (piece.at === 0 ? '' : (text ?? '')) + piece.text;
    }
  }
  return text;
}
