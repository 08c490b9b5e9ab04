import { useState } from 'preact/hooks';
import { maxCounted, type TraceStats } from '../../wire/traceStats.js';
import { formatCost, formatCount, formatDuration, formatShare } from '../model/format.js';
import { Icon } from '../parts/Icon.js';
import { LazyCharts } from './LazyCharts.js';

interface SummaryStripProps {
  readonly stats: TraceStats | undefined;
  readonly onRange: (from: number, to: number) => void;
}

/** Figures over everything that the filters let through, and how they went over time. */
export function SummaryStrip({ stats, onRange }: SummaryStripProps) {
  const [areChartsShown, setChartsShown] = useState(
    () => matchMedia('(min-width: 760px) and (min-height: 600px)').matches,
  );
  const total = stats?.total;
  const time = (ms: number | null | undefined): string => (ms == null ? '–' : formatDuration(ms));
  const rate = total === undefined || total.count === 0 ? 0 : total.errors / total.count;
  return (
    <section class="summary" aria-label="Figures">
      <div class="summary-line">
        <dl class="figures">
          <Figure label="Traces" value={total === undefined ? '–' : formatCount(total.count)} />
          <Figure label="Error rate" value={total === undefined ? '–' : formatShare(rate)} isBad={rate > 0} />
          <Figure label="p50" value={time(total?.latency.p50)} />
          <Figure label="p95" value={time(total?.latency.p95)} />
          <Figure label="p99" value={time(total?.latency.p99)} />
          <Figure label="Tokens" value={total === undefined ? '–' : formatCount(total.totalTokens)} />
          <Figure label="Cost" value={total === undefined ? '–' : formatCost(total.cost)} />
          <Figure label="Running" value={total === undefined ? '–' : formatCount(total.running)} />
        </dl>
        <button
          class="icon-button charts-button"
          type="button"
          aria-expanded={areChartsShown}
          aria-label="Charts over time"
          title="Charts over time"
          onClick={() => setChartsShown(!areChartsShown)}
        >
          <Icon name="chart" />
        </button>
      </div>
      {areChartsShown && stats !== undefined && stats.overTime.length > 0 && (
        <LazyCharts stats={stats} onRange={onRange} />
      )}
      {stats?.isSampled === true && <p class="hint">Of the newest {formatCount(maxCounted)}.</p>}
    </section>
  );
}

function Figure({ label, value, isBad = false }: { label: string; value: string; isBad?: boolean }) {
  return (
    <div class={isBad ? 'figure figure-bad' : 'figure'}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
