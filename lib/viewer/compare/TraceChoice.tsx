import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { formatAge, formatDuration, plural, shownName } from '../model/format.js';
import { LoadFailure } from '../parts/Notice.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { StatusMark } from '../parts/StatusMark.js';

interface TraceChoiceProps {
  /** The trace to find another one for. */
  readonly left: string | null;
  readonly onChoose: (traceId: string) => void;
}

/** Chooses what to compare: first traces with the same name, as those are what one compares. */
export function TraceChoice({ left, onChoose }: TraceChoiceProps) {
  const { value, error, reload } = useLoaded(`choice ${left ?? ''}`, async (signal) => {
    if (left === null) return { name: undefined, ...(await traceServer.traces({ limit: 100 }, signal)) };
    const { summary } = await traceServer.trace(left, { limit: 1 }, signal);
    const filter = { name: [summary.name], project: [summary.project], limit: 100 };
    return { name: summary.name, ...(await traceServer.traces(filter, signal)) };
  });
  if (error !== undefined) return <LoadFailure error={error} onRetry={reload} />;
  const traces = (value?.traces ?? []).filter((trace) => trace.traceId !== left);
  return (
    <div class="choice-page">
      <h1>{value?.name === undefined ? 'Choose a trace to compare' : `Compare ${shownName(value.name)} with…`}</h1>
      {value !== undefined && traces.length === 0 && <p class="muted">There is no other trace of that name yet.</p>}
      <ul class="choices">
        {traces.map((trace) => (
          <li key={trace.traceId}>
            <button class="choice" type="button" onClick={() => onChoose(trace.traceId)}>
              <StatusMark status={trace.status} />
              <RunTypeIcon runType={trace.runType} />
              <span class="choice-name">{shownName(trace.name)}</span>
              <span class="choice-preview">{trace.errorPreview ?? trace.inputPreview}</span>
              <span class="number muted">{plural(trace.runCount, 'run')}</span>
              <span class="number">
                {trace.endTime === null ? '…' : formatDuration(trace.endTime - trace.startTime)}
              </span>
              <span class="number muted">{formatAge(Date.now() - trace.startTime)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
