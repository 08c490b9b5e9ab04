import type { TraceSummary } from '../../wire/traceSummary.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { formatAge, formatDuration, plural, shownName, shownPreview } from '../model/format.js';
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
    const latest = traceServer.traces({ limit: 100 }, signal);
    if (left === null) return { name: undefined, alike: [], others: (await latest).traces };
    const { summary } = await traceServer.trace(left, { limit: 1 }, signal);
    const filter = { name: [summary.name], project: [summary.project], limit: 100 };
    const alike = (await traceServer.traces(filter, signal)).traces.filter((trace) => trace.traceId !== left);
    const ids = new Set([left, ...alike.map((trace) => trace.traceId)]);
    return { name: summary.name, alike, others: (await latest).traces.filter((trace) => !ids.has(trace.traceId)) };
  });
  if (error !== undefined && value === undefined) return <LoadFailure error={error} onRetry={reload} />;
  const { name, alike = [], others = [] } = value ?? {};
  return (
    <div class="choice-page">
      <h1>{name === undefined ? 'Choose a trace to compare' : `Compare ${shownName(name)} with…`}</h1>
      <Choices traces={alike} onChoose={onChoose} />
      {name !== undefined && others.length > 0 && <h2>Traces of other names</h2>}
      <Choices traces={others} onChoose={onChoose} />
      {value !== undefined && alike.length + others.length === 0 && <p class="muted">There is no other trace yet.</p>}
    </div>
  );
}

function Choices({ traces, onChoose }: { traces: readonly TraceSummary[]; onChoose: (traceId: string) => void }) {
  if (traces.length === 0) return null;
  return (
    <ul class="choices">
      {traces.map((trace) => (
        <li key={trace.traceId}>
          <button class="choice" type="button" onClick={() => onChoose(trace.traceId)}>
            <StatusMark status={trace.status} />
            <RunTypeIcon runType={trace.runType} />
            <span class="choice-name">{shownName(trace.name)}</span>
            <span class="choice-preview">{trace.errorPreview ?? shownPreview(trace.inputPreview)}</span>
            <span class="number muted">{plural(trace.runCount, 'run')}</span>
            <span class="number">{trace.endTime === null ? '…' : formatDuration(trace.endTime - trace.startTime)}</span>
            <span class="number muted">{formatAge(Date.now() - trace.startTime)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
