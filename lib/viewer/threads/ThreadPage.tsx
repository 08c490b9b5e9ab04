import { useState } from 'preact/hooks';
import type { TraceSummary } from '../../wire/traceSummary.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { formatCount, formatDuration, formatTime, plural } from '../model/format.js';
import { useTitle } from '../page/useTitle.js';
import { Icon } from '../parts/Icon.js';
import { LoadFailure } from '../parts/Notice.js';
import { StatusMark } from '../parts/StatusMark.js';
import { ThreadTurn } from './ThreadTurn.js';

const pageSize = 20;

/** A conversation: its traces as turns, the oldest first. */
export function ThreadPage({ threadId }: { threadId: string }) {
  useTitle(`Thread ${threadId}`);
  const [shown, setShown] = useState(pageSize);
  const { value, error, reload } = useLoaded(`thread ${threadId}`, (signal) =>
    traceServer.traces({ thread: threadId, order: 'asc', limit: 500 }, signal),
  );
  if (error !== undefined) return <LoadFailure error={error} onRetry={reload} />;
  const traces = value?.traces ?? [];
  const tokens = traces.reduce((sum, trace) => sum + (trace.usage.totalTokens ?? 0), 0);
  return (
    <div class="thread-page">
      <header class="thread-head">
        <a class="icon-button" href="/threads" aria-label="All threads">
          <Icon name="back" />
        </a>
        <h1>{threadId}</h1>
        <ul class="facts">
          <li>{plural(traces.length, 'turn')}</li>
          {tokens > 0 && <li>{formatCount(tokens)} tokens</li>}
          <li>
            <a href={`/?thread=${encodeURIComponent(threadId)}`}>Show as traces</a>
          </li>
        </ul>
      </header>
      <ol class="turns">
        {traces.slice(0, shown).map((trace) => (
          <Turn key={trace.traceId} trace={trace} />
        ))}
      </ol>
      {traces.length > shown && (
        <button class="button" type="button" onClick={() => setShown(shown + pageSize)}>
          Show more ({formatCount(traces.length - shown)} left)
        </button>
      )}
    </div>
  );
}

function Turn({ trace }: { trace: TraceSummary }) {
  return (
    <li class="turn">
      <header class="turn-head">
        <StatusMark status={trace.status} />
        <a href={`/traces/${trace.traceId}`}>{trace.name}</a>
        <span class="number muted">
          {trace.endTime === null ? '…' : formatDuration(trace.endTime - trace.startTime)}
        </span>
        <span class="muted turn-time">{formatTime(trace.startTime)}</span>
      </header>
      <ThreadTurn runId={trace.runId} />
    </li>
  );
}
