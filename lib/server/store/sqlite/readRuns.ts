import { partNames, type PartName } from '../../../wire/runDetail.js';
import type { RunRow } from '../../../wire/traceSkeleton.js';
import type { StoredAttachment } from '../runChange.js';
import type { Changes, RunListQuery, RunPage, StoredRun } from '../traceStore.js';
import { fromCursor, toCursor } from './cursor.js';
import type { SqlRow } from './database.js';
import { payloadColumns } from './pendingRun.js';
import { feedbackOfRun } from './feedbackRows.js';
import { runConditions } from './runConditions.js';
import { all, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { runRow } from './summaries.js';

const withPayload = `runs.*, ${payloadColumns.map((name) => `payload.${name}`).join(', ')}`;

function storedRun(statements: Statements, row: SqlRow): StoredRun {
  const parts: Partial<Record<PartName, string>> = {};
  for (const name of partNames) {
    const text = row[name];
    if (typeof text === 'string') parts[name] = text;
  }
  const files = statements.all(
    'SELECT name, mime_type, size FROM attachments WHERE run_id = ? ORDER BY name',
    String(row['id']),
  );
  return {
    row: runRow(row),
    dottedOrder: typeof row['dotted_order'] === 'string' ? row['dotted_order'] : null,
    parts,
    attachments: files.map((file) => ({
      name: String(file['name']),
      mimeType: String(file['mime_type']),
      size: Number(file['size']),
    })),
    feedback: feedbackOfRun(statements, String(row['id'])),
  };
}

export function readRun(statements: Statements, id: string): StoredRun | undefined {
  const row = statements.get(`SELECT ${withPayload} FROM runs LEFT JOIN payload USING (seq) WHERE id = ?`, id);
  return row === undefined ? undefined : storedRun(statements, row);
}

export function readAttachment(statements: Statements, runId: string, name: string): StoredAttachment | undefined {
  const row = statements.get('SELECT mime_type, data FROM attachments WHERE run_id = ? AND name = ?', runId, name);
  if (row === undefined || !(row['data'] instanceof Uint8Array)) return undefined;
  return { name, mimeType: String(row['mime_type']), data: row['data'] };
}

/** What comes after a page's last run: its `seq` tells those apart that started together. */
function afterCursor(order: 'asc' | 'desc', cursor: string | undefined): SqlCondition[] {
  if (cursor === undefined) return [];
  return [{ sql: `(start_time, seq) ${order === 'asc' ? '>' : '<'} (?, ?)`, values: fromCursor(cursor, 2) }];
}

export function listRuns(statements: Statements, { condition, order, limit, cursor }: RunListQuery): RunPage {
  const known = { sql: 'trace_id IS NOT NULL', values: [] };
  const { sql, values } = all([known, runConditions(condition), ...afterCursor(order, cursor)]);
  const sorted = `ORDER BY start_time ${order}, seq ${order}`;
  const page = `SELECT * FROM runs WHERE ${sql} ${sorted} LIMIT ?`;
  const rows = statements.all(
    `SELECT ${withPayload} FROM (${page}) AS runs LEFT JOIN payload USING (seq) ${sorted}`,
    ...values,
    limit + 1,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    runs: shown.map((row) => storedRun(statements, row)),
    nextCursor: hasMore ? toCursor([Number(last['start_time']), Number(last['seq'])]) : null,
  };
}

export function runsSince(statements: Statements, since: number, traceId: string, limit: number): Changes<RunRow> {
  const version = statements.state('version');
  const rows = statements.all(
    'SELECT * FROM runs WHERE trace_id = ? AND version > ? LIMIT ?',
    traceId,
    since,
    limit + 1,
  );
  return { version, items: rows.slice(0, limit).map(runRow), isCut: rows.length > limit };
}
