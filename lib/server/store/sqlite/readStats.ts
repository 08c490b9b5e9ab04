import type { TraceFilter } from '../../../wire/traceQuery.js';
import type { StatsPoint, StatsRow, TraceStats } from '../../../wire/traceStats.js';
import type { SqlRow } from './database.js';
import { latencyBucket, LatencyHistogram } from './latencyBucket.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { traceConditions } from './traceConditions.js';

/** What is counted at most: the newest so many, so that a question to a store of any size has an answer soon. */
const maxCounted = 200_000;
const maxNames = 200;
const maxPoints = 60;

/** Widths of a column that people read easily, in milliseconds. */
const steps = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800].map((s) => s * 1000);

/** Figures that groups of rows add up to. */
class Tally {
  count = 0;
  running = 0;
  errors = 0;
  totalTokens = 0;
  cost = 0;
  lastStart = 0;
  readonly #latency = new LatencyHistogram();

  add(row: SqlRow): void {
    const count = Number(row['count']);
    this.count += count;
    this.running += Number(row['running']);
    this.errors += Number(row['errors']);
    this.totalTokens += Number(row['tokens']);
    this.cost += Number(row['cost']);
    this.lastStart = Math.max(this.lastStart, Number(row['last_start']) / 1000);
    if (row['bucket'] !== null) this.#latency.add(Number(row['bucket']), count);
  }

  figures(): TraceStats['total'] {
    const { count, running, errors, totalTokens, cost, lastStart } = this;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => this.#latency.quantile(share));
    const latency = { p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
    return { count, running, errors, latency, totalTokens, cost, lastStart };
  }
}

function runConditionsOf(filter: TraceFilter): SqlCondition {
  const conditions: SqlCondition[] = [{ sql: 'trace_id IS NOT NULL', values: [] }];
  if (filter.project?.length) conditions.push(oneOf("coalesce(project, 'default')", filter.project));
  if (filter.name?.length) conditions.push(oneOf('name', filter.name));
  if (filter.status?.length) conditions.push(oneOf('status', filter.status));
  if (filter.from !== undefined) conditions.push({ sql: 'start_time >= ?', values: [Math.round(filter.from * 1000)] });
  if (filter.to !== undefined) conditions.push({ sql: 'start_time < ?', values: [Math.round(filter.to * 1000)] });
  return all(conditions);
}

interface Source {
  readonly table: 'traces' | 'runs';
  readonly bucket: string;
  readonly condition: SqlCondition;
}

/** SQLite's own logarithm is not everywhere, so runs bring their times and are counted here. */
const sources = {
  traces: (filter: TraceFilter): Source => ({
    table: 'traces',
    bucket: 'latency_bucket',
    condition: traceConditions(filter),
  }),
  runs: (filter: TraceFilter): Source => ({
    table: 'runs',
    bucket: 'end_time - start_time',
    condition: runConditionsOf(filter),
  }),
} as const;

function chosenStep(first: number, last: number): number {
  const span = Math.max(1, last - first);
  return steps.find((step) => span / step <= maxPoints) ?? Math.ceil(span / maxPoints / 86_400_000) * 86_400_000;
}

function groupKey(row: SqlRow, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => row[name]));
}

function tallied(rows: readonly SqlRow[], names: readonly string[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const row of rows) {
    const key = groupKey(row, names);
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = new Tally()));
    tally.add(row);
  }
  return tallies;
}

function pointOf([key, tally]: [string, Tally], stepMs: number): StatsPoint {
  const { count, errors, latency, totalTokens, cost } = tally.figures();
  const [step] = JSON.parse(key) as [number];
  return { time: step * stepMs, count, errors, latency, totalTokens, cost };
}

function rowOf([key, tally]: [string, Tally]): StatsRow {
  const [project, name, runType] = JSON.parse(key) as [string, string, string];
  return { project, name, runType, ...tally.figures() };
}

function byCount(one: { count: number }, other: { count: number }): number {
  return other.count - one.count;
}

export function readStats(statements: Statements, filter: TraceFilter, of: 'traces' | 'runs'): TraceStats {
  const { table, bucket, condition } = sources[of](filter);
  const matches = `SELECT *, ${bucket} AS latency FROM ${table} WHERE ${condition.sql} ORDER BY start_time DESC LIMIT ${maxCounted}`;
  const span = statements.get(
    `SELECT count(*) AS count, min(start_time) AS first, max(start_time) AS last FROM (${matches})`,
    ...condition.values,
  );
  const stepMs = chosenStep(Number(span?.['first'] ?? 0) / 1000, Number(span?.['last'] ?? 0) / 1000);
  const rows = statements.all(
    `SELECT coalesce(project, 'default') AS project, coalesce(name, '') AS name, coalesce(run_type, 'chain') AS run_type,
      latency AS bucket, start_time / (${stepMs} * 1000) AS step, count(*) AS count, sum(status = 'running') AS running,
      sum(status = 'error') AS errors, sum(coalesce(total_tokens, 0)) AS tokens, sum(coalesce(cost, 0)) AS cost,
      max(start_time) AS last_start
      FROM (${matches}) GROUP BY 1, 2, 3, 4, 5`,
    ...condition.values,
  );
  const counted = of === 'runs' ? rows.map(withBucket) : rows;
  const total = new Tally();
  for (const row of counted) total.add(row);
  return {
    total: total.figures(),
    byProject: [...tallied(counted, ['project'])]
      .map(([key, tally]) => ({ project: (JSON.parse(key) as [string])[0], ...tally.figures() }))
      .sort(byCount),
    byName: [...tallied(counted, ['project', 'name', 'run_type'])].map(rowOf).sort(byCount).slice(0, maxNames),
    overTime: [...tallied(counted, ['step'])].map((entry) => pointOf(entry, stepMs)).sort((a, b) => a.time - b.time),
    stepMs,
    isSampled: Number(span?.['count'] ?? 0) >= maxCounted,
  };
}

function withBucket(row: SqlRow): SqlRow {
  return row['bucket'] === null ? row : { ...row, bucket: latencyBucket(Number(row['bucket'])) };
}
