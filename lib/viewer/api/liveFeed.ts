import { apiUrl } from './place.js';
import type { TraceFilter } from '../../wire/traceQuery.js';
import type { LiveEvent } from '../../wire/liveEvent.js';
import { writeParameters } from '../model/listQuery.js';

/** What to hear of: the traces of a filter, or one trace with its runs. */
export type LiveSubject = (TraceFilter | { readonly trace: string }) & { readonly since: number };

export interface LiveListener {
  onEvent(event: LiveEvent): void;
  /** Whether the server is heard; where it is not, it is tried again and again. */
  onConnection(isConnected: boolean): void;
}

/** After that a connection that was lost is tried anew: the browser would take its time, and give up where it is refused. */
const retryMs = 1000;

const types: readonly LiveEvent['type'][] = ['traces', 'runs', 'streamed', 'reload', 'idle'];

/**
 * Listens to what changes, and hears nothing while the page is hidden: a browser opens six connections to a server at most, and
 * pages in the background would take them all. When it is seen again it goes on from where it was. @returns what ends it.
 */
export function openLiveFeed(subject: LiveSubject, listener: LiveListener): () => void {
  let since = subject.since;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const hear = (message: MessageEvent<string>): void => {
    const event = JSON.parse(message.data) as LiveEvent;
    since = event.version;
    listener.onEvent(event);
  };
  const close = (): void => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const follow = (): void => {
    close();
    if (document.hidden) return;
    source = new EventSource(`${apiUrl('/api/live')}?${writeParameters({ ...subject, since }).toString()}`);
    for (const type of types) source.addEventListener(type, hear);
    source.addEventListener('open', () => listener.onConnection(true));
    source.addEventListener('error', () => {
      listener.onConnection(false);
      close();
      retry = setTimeout(follow, retryMs);
    });
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };
}
