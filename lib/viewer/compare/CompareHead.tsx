import { pageUrl } from '../api/place.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import { formatCount, formatDuration, formatTime, plural, shownName } from '../model/format.js';
import { changeParameters } from '../page/location.js';
import { Icon } from '../parts/Icon.js';
import { StatusMark } from '../parts/StatusMark.js';

interface CompareHeadProps {
  readonly left: TraceSummary;
  readonly right: TraceSummary;
  readonly differences: number;
  readonly onlyDifferent: boolean;
  readonly onOnlyDifferent: (only: boolean) => void;
}

export function CompareHead({ left, right, differences, onlyDifferent, onOnlyDifferent }: CompareHeadProps) {
  const swap = (): void => changeParameters({ left: right.traceId, right: left.traceId, row: null });
  return (
    <header class="compare-head">
      <h1 class="hidden-text">
        {shownName(left.name)} compared with {shownName(right.name)}
      </h1>
      <div class="compare-sides">
        <Side summary={left} label="A" other={right} />
        <Side summary={right} label="B" other={left} />
      </div>
      <div class="compare-tools">
        <span class="muted">{plural(differences, 'difference')}</span>
        <button
          class="small-button"
          type="button"
          aria-pressed={onlyDifferent}
          onClick={() => onOnlyDifferent(!onlyDifferent)}
        >
          Only differences
        </button>
        <button class="small-button" type="button" onClick={swap}>
          <Icon name="compare" /> <span>Swap</span>
        </button>
        <button class="small-button" type="button" onClick={() => changeParameters({ right: null, row: null })}>
          Choose another
        </button>
      </div>
    </header>
  );
}

function Side({ summary, label, other }: { summary: TraceSummary; label: string; other: TraceSummary }) {
  const latency = latencyOf(summary);
  const tokens = summary.usage.totalTokens ?? 0;
  return (
    <div class="compare-side">
      <span class="side-label">{label}</span>
      <StatusMark status={summary.status} />
      <a href={pageUrl(`/traces/${summary.traceId}`)}>{shownName(summary.name)}</a>
      <span class={latency > latencyOf(other) ? 'number bad' : 'number'}>{formatDuration(latency)}</span>
      <span class="number muted">{plural(summary.runCount, 'run')}</span>
      {tokens > 0 && <span class="number muted">{formatCount(tokens)} tokens</span>}
      <span class="muted side-time">{formatTime(summary.startTime)}</span>
    </div>
  );
}

function latencyOf({ startTime, endTime }: TraceSummary): number {
  return (endTime ?? Date.now()) - startTime;
}
