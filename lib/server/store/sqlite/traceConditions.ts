import type { TraceFilter } from '../../../wire/traceQuery.js';
import { searchWords } from './searchWords.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';

/** Words that are everywhere would match every trace: the newest so many runs are enough to fill lists from. */
const maxSearched = 4000;

/** Traces that have a run with these words. */
function searchCondition(text: string): SqlCondition {
  const words = searchWords(text);
  if (words === undefined) return { sql: '0', values: [] };
  const hits = `SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ${maxSearched}`;
  return { sql: `trace_id IN (SELECT trace_id FROM runs WHERE seq IN (${hits}))`, values: [words] };
}

const duration = '(end_time - start_time)';

/** A filter as a condition on `traces`. */
export function traceConditions(filter: TraceFilter): SqlCondition {
  const conditions: SqlCondition[] = [];
  const add = (sql: string, ...values: (string | number)[]): void => void conditions.push({ sql, values });
  if (filter.project?.length) conditions.push(oneOf('project', filter.project));
  if (filter.name?.length) conditions.push(oneOf('name', filter.name));
  if (filter.status?.length) conditions.push(oneOf('status', filter.status));
  for (const tag of filter.tag ?? []) {
    add('tags IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value = ?)', tag);
  }
  if (filter.thread !== undefined) add('thread_id = ?', filter.thread);
  if (filter.from !== undefined) add('start_time >= ?', Math.round(filter.from * 1000));
  if (filter.to !== undefined) add('start_time < ?', Math.round(filter.to * 1000));
  if (filter.minLatency !== undefined) add(`${duration} >= ?`, Math.round(filter.minLatency * 1000));
  if (filter.maxLatency !== undefined) add(`${duration} <= ?`, Math.round(filter.maxLatency * 1000));
  // Most traces have none: by an index of that (`+` keeps from it) all of them would have to be sorted.
  if (filter.hasErrors !== undefined) add(filter.hasErrors ? 'error_count > 0' : '+error_count = 0');
  if (filter.isRootMissing !== undefined) add(filter.isRootMissing ? 'has_root = 0' : 'has_root = 1');
  if (filter.q !== undefined && filter.q.trim() !== '') conditions.push(searchCondition(filter.q));
  return all(conditions);
}
