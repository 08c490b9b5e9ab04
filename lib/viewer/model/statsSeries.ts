import type { StatsPoint, TraceStats } from '../../wire/traceStats.js';

/** The points of {@link TraceStats.overTime} by columns, with the empty ones put in; times in seconds, in their middle. */
export interface StatsSeries {
  readonly times: number[];
  readonly counts: number[];
  readonly errors: number[];
  readonly tokens: number[];
  readonly p50: (number | null)[];
  readonly p95: (number | null)[];
  readonly p99: (number | null)[];
}

/** More than a chart has pixels for; only a broken `stepMs` leads there. */
const mostPoints = 2000;

export function statsSeries({ overTime, stepMs }: TraceStats): StatsSeries {
  const first = overTime[0]?.time ?? 0;
  const last = overTime.at(-1)?.time ?? 0;
  const count = overTime.length === 0 ? 0 : Math.min(mostPoints, Math.round((last - first) / stepMs) + 1);
  const points: (StatsPoint | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const point of overTime) points[Math.round((point.time - first) / stepMs)] = point;
  return {
    times: points.map((_, index) => (first + (index + 0.5) * stepMs) / 1000),
    counts: points.map((point) => point?.count ?? 0),
    errors: points.map((point) => point?.errors ?? 0),
    tokens: points.map((point) => point?.totalTokens ?? 0),
    p50: points.map((point) => point?.latency.p50 ?? null),
    p95: points.map((point) => point?.latency.p95 ?? null),
    p99: points.map((point) => point?.latency.p99 ?? null),
  };
}
