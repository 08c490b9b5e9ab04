import type { Thread, ThreadPage } from '../../../wire/thread.js';
import type { PageQuery } from '../traceStore.js';
import { fromCursor, toCursor } from './cursor.js';
import type { SqlRow } from './database.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { summedUsage } from './summaries.js';

function threadOf(row: SqlRow): Thread {
  return {
    threadId: String(row['thread_id']),
    project: String(row['project']),
    traceCount: Number(row['trace_count']),
    errorCount: Number(row['errors']),
    firstStart: Number(row['first_start']) / 1000,
    lastStart: Number(row['last_start']) / 1000,
    usage: summedUsage(row),
    inputPreview: String(row['input_preview'] ?? ''),
    outputPreview: String(row['output_preview'] ?? ''),
  };
}

function previewOf(column: string, order: 'ASC' | 'DESC'): string {
  return `(SELECT payload.${column} FROM traces AS t JOIN payload ON payload.seq = t.lead_seq
    WHERE t.thread_id = threads.thread_id AND t.project = threads.project ORDER BY t.start_time ${order} LIMIT 1)`;
}

export function readThreads(statements: Statements, { project, limit, cursor }: PageQuery): ThreadPage {
  const conditions: SqlCondition[] = [{ sql: 'thread_id IS NOT NULL', values: [] }];
  if (project?.length) conditions.push(oneOf('project', project));
  const { sql, values } = all(conditions);
  const after = cursor === undefined ? '' : 'HAVING (max(start_time), thread_id) < (?, ?)';
  const rows = statements.all(
    `SELECT threads.*, ${previewOf('input_preview', 'ASC')} AS input_preview, ${previewOf('output_preview', 'DESC')} AS output_preview
      FROM (SELECT thread_id, project, count(*) AS trace_count, sum(error_count > 0) AS errors, min(start_time) AS first_start,
        max(start_time) AS last_start, sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
        sum(total_tokens) AS total_tokens, sum(cost) AS cost
        FROM traces WHERE ${sql} GROUP BY thread_id, project ${after}
        ORDER BY last_start DESC, thread_id DESC LIMIT ?) AS threads
      ORDER BY last_start DESC, thread_id DESC`,
    ...values,
    ...(cursor === undefined ? [] : fromCursor(cursor, 2)),
    limit + 1,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? toCursor([Number(last['last_start']), String(last['thread_id'])])
      : null;
  return { threads: shown.map(threadOf), nextCursor };
}
