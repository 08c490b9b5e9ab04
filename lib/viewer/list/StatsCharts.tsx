import type { TraceStats } from '../../wire/traceStats.js';
import { formatCount, formatDuration } from '../model/format.js';
import { statsSeries } from '../model/statsSeries.js';
import { Chart } from './Chart.js';

export interface StatsChartsProps {
  readonly stats: TraceStats;
  readonly onRange: (from: number, to: number) => void;
}

/** Traces and errors, latency, and tokens over time. A stretch that is drawn over becomes the time range. */
export function StatsCharts({ stats, onRange }: StatsChartsProps) {
  const series = statsSeries(stats);
  return (
    <div class="charts">
      <Chart
        title="Traces"
        times={series.times}
        stepMs={stats.stepMs}
        lines={[
          { label: 'all', colour: '--chart-1', values: series.counts, isBar: true },
          { label: 'errors', colour: '--bad', values: series.errors, isBar: true },
        ]}
        format={formatCount}
        onRange={onRange}
      />
      <Chart
        title="Latency"
        times={series.times}
        stepMs={stats.stepMs}
        lines={[
          { label: 'p50', colour: '--chart-1', values: series.p50 },
          { label: 'p95', colour: '--chart-2', values: series.p95 },
          { label: 'p99', colour: '--chart-3', values: series.p99 },
        ]}
        format={formatDuration}
        isLogarithmic
        onRange={onRange}
      />
      <Chart
        title="Tokens"
        times={series.times}
        stepMs={stats.stepMs}
        lines={[{ label: 'tokens', colour: '--chart-2', values: series.tokens, isBar: true }]}
        format={formatCount}
        onRange={onRange}
      />
    </div>
  );
}
