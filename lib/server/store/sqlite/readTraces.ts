import type { TraceFilter, TraceListQuery, TracePage, TraceSort } from '../../../wire/traceQuery.js';
import type { TraceSummary } from '../../../wire/traceSummary.js';
import type { Changes } from '../traceStore.js';
import { fromCursor, toCursor } from './cursor.js';
import type { SqlRow } from './database.js';
import { all, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { traceSummary } from './summaries.js';
import { traceConditions } from './traceConditions.js';

const sortKeys: Readonly<Record<TraceSort, string>> = {
  start: 'start_time',
  latency: 'coalesce(end_time - start_time, -1)',
  tokens: 'total_tokens',
  cost: 'cost',
  runs: 'run_count',
  errors: 'error_count',
};

/** What comes after a page's last line: the trace's id tells those apart whose key is the same. */
function afterCursor(key: string, order: 'asc' | 'desc', cursor: string | undefined): SqlCondition[] {
  if (cursor === undefined) return [];
  const values = fromCursor(cursor, 2);
  return [{ sql: `(${key}, trace_id) ${order === 'asc' ? '>' : '<'} (?, ?)`, values }];
}

/** The page first and its previews then: a join inside would read the payload of every line that is sorted. */
function withPreviews(page: string): string {
  return `SELECT page.*, payload.input_preview, payload.output_preview FROM (${page}) AS page
    LEFT JOIN payload ON payload.seq = page.lead_seq`;
}

export function listTraces(statements: Statements, query: TraceListQuery): TracePage {
  const { sort = 'start', order = 'desc', limit = 50, cursor } = query;
  const key = sortKeys[sort];
  const { sql, values } = all([traceConditions(query), ...afterCursor(key, order, cursor)]);
  const page = `SELECT *, ${key} AS sort_key FROM traces WHERE ${sql} ORDER BY ${key} ${order}, trace_id ${order} LIMIT ?`;
  const version = statements.state('version');
  const rows = statements.all(
    `${withPreviews(page)} ORDER BY sort_key ${order}, trace_id ${order}`,
    ...values,
    limit + 1,
  );
  const shown = rows.slice(0, limit);
  return { traces: shown.map(traceSummary), nextCursor: nextCursor(rows, shown), version };
}

function nextCursor(rows: readonly SqlRow[], shown: readonly SqlRow[]): string | null {
  const last = shown.at(-1);
  if (last === undefined || rows.length === shown.length) return null;
  return toCursor([Number(last['sort_key']), String(last['trace_id'])]);
}

export function tracesSince(
  statements: Statements,
  since: number,
  filter: TraceFilter,
  limit: number,
): Changes<TraceSummary> {
  const version = statements.state('version');
  const { sql, values } = all([{ sql: 'version > ?', values: [since] }, traceConditions(filter)]);
  const rows = statements.all(withPreviews(`SELECT * FROM traces WHERE ${sql} LIMIT ?`), ...values, limit + 1);
  return { version, items: rows.slice(0, limit).map(traceSummary), isCut: rows.length > limit };
}

export function traceSummaryOf(statements: Statements, traceId: string): TraceSummary | undefined {
  const row = statements.get(withPreviews('SELECT * FROM traces WHERE trace_id = ?'), traceId);
  return row === undefined ? undefined : traceSummary(row);
}
