import type { TraceFilter } from '../../../wire/traceQuery.js';
import { maxCounted, type StatsPoint, type StatsRow, type TraceStats } from '../../../wire/traceStats.js';
import type { SqlRow } from './database.js';
import { LatencyHistogram } from './latencyBucket.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { traceConditions } from './traceConditions.js';

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

const conditionsOf = { traces: traceConditions, runs: runConditionsOf } as const;

/** What is counted, and when it began. */
interface Matches {
  readonly table: 'traces' | 'runs';
  readonly condition: SqlCondition;
  readonly first: number;
  readonly last: number;
  readonly isSampled: boolean;
}

/** The start of the run or trace from which on there are as many as are counted; by the index alone where nothing is filtered. */
function startOfNewest(
  statements: Statements,
  table: Matches['table'],
  { sql, values }: SqlCondition,
): number | undefined {
  const row = statements.get(
    `SELECT start_time FROM ${table} WHERE ${sql} ORDER BY start_time DESC LIMIT 1 OFFSET ${maxCounted}`,
    ...values,
  );
  return row === undefined ? undefined : Number(row['start_time']);
}

function matchesOf(statements: Statements, filter: TraceFilter, table: Matches['table']): Matches {
  const wanted = conditionsOf[table](filter);
  const beyond = startOfNewest(statements, table, wanted);
  const condition = beyond === undefined ? wanted : all([wanted, { sql: 'start_time > ?', values: [beyond] }]);
  const span = statements.get(
    `SELECT min(start_time) AS first, max(start_time) AS last FROM ${table} WHERE ${condition.sql}`,
    ...condition.values,
  );
  const first = Number(span?.['first'] ?? 0) / 1000;
  const last = Number(span?.['last'] ?? 0) / 1000;
  return { table, condition, first, last, isSampled: beyond !== undefined };
}

const figures = `latency_bucket AS bucket, count(*) AS count, sum(status = 'running') AS running, sum(status = 'error') AS errors,
  sum(coalesce(total_tokens, 0)) AS tokens, sum(coalesce(cost, 0)) AS cost, max(start_time) AS last_start`;

/** Groups by a few columns and the bucket: some thousands of rows, however many they stand for. */
function grouped(
  statements: Statements,
  { table, condition }: Matches,
  columns: Readonly<Record<string, string>>,
): SqlRow[] {
  const named = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
  return statements.all(
    `SELECT ${named.join(', ')}, ${figures} FROM ${table} WHERE ${condition.sql} GROUP BY ${[...Object.keys(columns), 'bucket'].join(', ')}`,
    ...condition.values,
  );
}

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

/** So named that `name` and `project` are not taken for the columns, which may be NULL. */
const nameColumns = {
  of_project: "coalesce(project, 'default')",
  of_name: "coalesce(name, '')",
  of_type: "coalesce(run_type, 'chain')",
};

export function readStats(statements: Statements, filter: TraceFilter, of: 'traces' | 'runs'): TraceStats {
  const matches = matchesOf(statements, filter, of);
  const stepMs = chosenStep(matches.first, matches.last);
  const byName = grouped(statements, matches, nameColumns);
  const byTime = grouped(statements, matches, { step: `start_time / ${stepMs * 1000}` });
  const total = new Tally();
  for (const row of byName) total.add(row);
  return {
    total: total.figures(),
    byProject: [...tallied(byName, ['of_project'])]
      .map(([key, tally]) => ({ project: (JSON.parse(key) as [string])[0], ...tally.figures() }))
      .sort(byCount),
    byName: [...tallied(byName, Object.keys(nameColumns))].map(rowOf).sort(byCount).slice(0, maxNames),
    overTime: [...tallied(byTime, ['step'])].map((entry) => pointOf(entry, stepMs)).sort((a, b) => a.time - b.time),
    stepMs,
    isSampled: matches.isSampled,
  };
}
