import type { TraceFilter } from '../../wire/traceQuery.js';
import type { LiveEvent } from '../../wire/liveEvent.js';
import { writeParameters } from '../model/listQuery.js';

/** What to hear of: the traces of a filter, or one trace with its runs. */
export type LiveSubject = (TraceFilter | { readonly trace: string }) & { readonly since: number };

export interface LiveListener {
  onEvent(event: LiveEvent): void;
  /** Whether the server is heard; the browser goes on trying where it is not. */
  onConnection(isConnected: boolean): void;
}

const types: readonly LiveEvent['type'][] = ['traces', 'runs', 'reload', 'idle'];

/** Listens to what changes. @returns what ends it. */
export function openLiveFeed(subject: LiveSubject, listener: LiveListener): () => void {
  const source = new EventSource(`/api/live?${writeParameters(subject).toString()}`);
  for (const type of types) {
    source.addEventListener(type, (message: MessageEvent<string>) => {
      listener.onEvent(JSON.parse(message.data) as LiveEvent);
    });
  }
  source.addEventListener('open', () => listener.onConnection(true));
  source.addEventListener('error', () => listener.onConnection(false));
  return () => source.close();
}
