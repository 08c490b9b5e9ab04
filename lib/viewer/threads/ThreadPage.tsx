import { useEffect, useState } from 'preact/hooks';
import { openLiveFeed } from '../api/liveFeed.js';
import { pageUrl } from '../api/place.js';
import type { LiveEvent } from '../../wire/liveEvent.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import { traceServer } from '../api/traceServer.js';
import { usePages } from '../api/usePages.js';
import { formatCount, formatDuration, formatTime, plural, shownName } from '../model/format.js';
import { useTitle } from '../page/useTitle.js';
import { Icon } from '../parts/Icon.js';
import { LoadFailure } from '../parts/Notice.js';
import { StatusMark } from '../parts/StatusMark.js';
import { ThreadTurn } from './ThreadTurn.js';

const pageSize = 20;

/** A conversation: its traces as turns, the oldest first. It goes on while it is looked at. */
export function ThreadPage({ threadId, project }: { threadId: string; project: string | null }) {
  useTitle(`Thread ${threadId}`);
  const [version, setVersion] = useState<number>();
  const { items, error, reload, loadMore } = usePages(`thread ${threadId} ${project ?? ''}`, async (cursor, signal) => {
    const query = {
      thread: threadId,
      ...(project === null ? {} : { project: [project] }),
      order: 'asc',
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    } as const;
    const page = await traceServer.traces(query, signal);
    setVersion((old) => old ?? page.version);
    return { items: page.traces, nextCursor: page.nextCursor };
  });
  useEffect(() => {
    if (version === undefined) return undefined;
    const subject = { thread: threadId, ...(project === null ? {} : { project: [project] }), since: version };
    // What is new stands at the end, which is what was read last.
    const onEvent = ({ type }: LiveEvent): void => void (type !== 'idle' && reload());
    return openLiveFeed(subject, { onEvent, onConnection: () => undefined });
  }, [version]);
  if (error !== undefined) return <LoadFailure error={error} onRetry={reload} />;
  const traces = items ?? [];
  const tokens = traces.reduce((sum, trace) => sum + (trace.usage.totalTokens ?? 0), 0);
  return (
    <div class="thread-page">
      <header class="thread-head">
        <a class="icon-button" href={pageUrl('/threads')} aria-label="All threads">
          <Icon name="back" />
        </a>
        <h1>{threadId}</h1>
        <ul class="facts">
          <li>
            {plural(traces.length, 'turn')}
            {loadMore === undefined ? '' : ' and more'}
          </li>
          {tokens > 0 && <li>{formatCount(tokens)} tokens</li>}
          <li>
            <a href={pageUrl(listAddress(threadId, project))}>Show as traces</a>
          </li>
        </ul>
      </header>
      <ol class="turns">
        {traces.map((trace) => (
          <Turn key={trace.traceId} trace={trace} />
        ))}
      </ol>
      {loadMore !== undefined && (
        <button class="button" type="button" onClick={loadMore}>
          Show more
        </button>
      )}
    </div>
  );
}

function listAddress(thread: string, project: string | null): string {
  return `/?${new URLSearchParams({ ...(project === null ? {} : { project }), thread }).toString()}`;
}

function Turn({ trace }: { trace: TraceSummary }) {
  return (
    <li class="turn">
      <header class="turn-head">
        <StatusMark status={trace.status} />
        <a href={pageUrl(`/traces/${trace.traceId}`)}>{shownName(trace.name)}</a>
        <span class="number muted">
          {trace.endTime === null ? '…' : formatDuration(trace.endTime - trace.startTime)}
        </span>
        <span class="muted turn-time">{formatTime(trace.startTime)}</span>
      </header>
      <ThreadTurn runId={trace.runId} version={trace.version} />
    </li>
  );
}
