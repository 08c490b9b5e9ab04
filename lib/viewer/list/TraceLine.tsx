import { pageUrl } from '../api/place.js';
import { memo } from '../parts/memo.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import {
  formatAge,
  formatCost,
  formatCount,
  formatDuration,
  formatInstant,
  plural,
  shownName,
  shownPreview,
} from '../model/format.js';
import { Icon } from '../parts/Icon.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { StatusMark } from '../parts/StatusMark.js';
import { useNow } from '../parts/useNow.js';

interface TraceLineProps {
  readonly trace: TraceSummary;
  readonly row: number;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  /** Milliseconds of the longest trace beside it; the bars are logarithmic, as one slow trace would flatten the rest. */
  readonly longest: number;
  readonly onChoose: (traceId: string) => void;
}

export const TraceLine = memo(DrawnLine);

function DrawnLine({ trace, row, isActive, isChosen, longest, onChoose }: TraceLineProps) {
  const now = useNow(trace.endTime === null ? 250 : 10_000);
  const latency = Math.max(0, (trace.endTime ?? now) - trace.startTime);
  const { totalTokens = 0, cost = 0 } = trace.usage;
  return (
    <div
      id={`trace-${trace.traceId}`}
      class={`trace-line ${isActive ? 'is-active' : ''} ${isChosen ? 'is-chosen' : ''}`}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={isActive}
    >
      <span class="cell-choose" role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          title="Choose to be compared (x)"
          aria-label={`Choose ${shownName(trace.name)} to be compared`}
          checked={isChosen}
          onChange={() => onChoose(trace.traceId)}
        />
      </span>
      <span class="cell-name" role="gridcell">
        <TraceName trace={trace} />
      </span>
      <span class="cell-project" role="gridcell">
        {trace.project}
      </span>
      <span class="cell-runs number" role="gridcell">
        {formatCount(trace.runCount)}
      </span>
      <span class="cell-tokens number" role="gridcell">
        {totalTokens === 0 ? <span class="faint">–</span> : formatCount(totalTokens)}
      </span>
      <span class="cell-cost number" role="gridcell">
        {cost === 0 ? <span class="faint">–</span> : formatCost(cost)}
      </span>
      <span class="cell-latency number" role="gridcell">
        {formatDuration(latency)}
        <span
          class={`latency-bar bar-${trace.status}`}
          style={{ width: `${(Math.log1p(latency) / Math.log1p(longest)) * 100}%` }}
        />
      </span>
      <span class="cell-age number" role="gridcell" title={formatInstant(trace.startTime)}>
        {formatAge(now - trace.startTime)}
      </span>
    </div>
  );
}

function TraceName({ trace }: { trace: TraceSummary }) {
  return (
    <>
      <span class="line-head">
        <StatusMark status={trace.status} />
        <RunTypeIcon runType={trace.runType} />
        <a class="row-link" href={pageUrl(`/traces/${trace.traceId}`)} tabIndex={-1}>
          {shownName(trace.name)}
        </a>
        {!trace.hasRoot && (
          <span class="badge badge-warning" title="Its root has not arrived">
            <Icon name="misplaced" /> no root
          </span>
        )}
        {trace.errorCount > 0 && trace.status !== 'error' && (
          <span class="badge badge-bad">{plural(trace.errorCount, 'error')} inside</span>
        )}
        {trace.tags.slice(0, 3).map((tag) => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
        {trace.tags.length > 3 && <span class="tag">+{trace.tags.length - 3}</span>}
      </span>
      <span class="line-preview">
        {trace.errorPreview !== null ? (
          <span class="bad">{trace.errorPreview}</span>
        ) : (
          <>
            {shownPreview(trace.inputPreview)}
            {trace.outputPreview !== '' && <span class="arrow"> → </span>}
            {shownPreview(trace.outputPreview)}
          </>
        )}
      </span>
    </>
  );
}
