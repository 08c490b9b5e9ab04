import type { Feedback } from '../../../wire/runDetail.js';
import type { FeedbackChange } from '../runChange.js';
import type { FeedbackQuery } from '../traceStore.js';
import type { SqlRow, SqlValue } from './database.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';

type FeedbackBody = Omit<Feedback, 'id' | 'runId'>;

const nothing: FeedbackBody = {
  traceId: null,
  key: '',
  score: null,
  value: null,
  comment: null,
  correction: null,
  source: null,
  createdAt: 0,
  modifiedAt: 0,
};

const upsert = `INSERT INTO feedback (id, run_id, key, score, source_type, created_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id, key = excluded.key, score = excluded.score,
    source_type = excluded.source_type, created_at = excluded.created_at, body = excluded.body`;

function bodyOf(row: SqlRow | undefined): FeedbackBody | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row['body'])) as FeedbackBody);
}

function sourceType({ source }: FeedbackBody): string | null {
  const { type } = Object(source) as { type?: unknown };
  return typeof type === 'string' ? type : null;
}

/** Yes and no are looked for as 1 and 0. */
function comparableScore({ score }: FeedbackBody): SqlValue {
  return score === null ? null : Number(score);
}

export function writeFeedback(statements: Statements, runId: string, change: FeedbackChange): void {
  const { id, isRemoved = false, ...told } = change;
  if (isRemoved) return statements.run('DELETE FROM feedback WHERE id = ?', id);
  const stored = bodyOf(statements.get('SELECT body FROM feedback WHERE id = ?', id));
  if (stored === undefined && told.key === undefined) return;
  const body = { ...nothing, ...stored, ...told };
  const { key, createdAt } = body;
  const columns = [key, comparableScore(body), sourceType(body), Math.round(createdAt * 1000)];
  statements.run(upsert, id, runId, ...columns, JSON.stringify(body));
}

function feedbackOf(row: SqlRow): Feedback {
  return { id: String(row['id']), runId: String(row['run_id']), ...(bodyOf(row) ?? nothing) };
}

export function feedbackOfRun(statements: Statements, runId: string): Feedback[] {
  return statements.all('SELECT * FROM feedback WHERE run_id = ? ORDER BY created_at, id', runId).map(feedbackOf);
}

export function readFeedback(statements: Statements, query: FeedbackQuery): Feedback[] {
  const { ids, runs, trace, keys, sources, offset = 0, limit } = query;
  const conditions: SqlCondition[] = [];
  const wanted = { id: ids, run_id: runs, key: keys, source_type: sources };
  for (const [column, values] of Object.entries(wanted)) {
    if (values !== undefined) conditions.push(oneOf(column, values));
  }
  if (trace !== undefined)
    conditions.push({ sql: 'run_id IN (SELECT id FROM runs WHERE trace_id = ?)', values: [trace] });
  const { sql, values } = all(conditions);
  const rows = statements.all(
    `SELECT * FROM feedback WHERE ${sql} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  );
  return rows.map(feedbackOf);
}
