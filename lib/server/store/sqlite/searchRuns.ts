import type { SearchHit, SearchPage } from '../../../wire/searchHit.js';
import type { SearchQuery } from '../traceStore.js';
import { findSnippet } from '../findSnippet.js';
import { fromCursor, toCursor } from './cursor.js';
import type { SqlRow } from './database.js';
import { searchWords } from './searchWords.js';
import { all, oneOf, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { runRow } from './summaries.js';

/** As much of each part as the index holds. */
const shownParts = ['inputs', 'outputs', 'error'] as const;

function hitOf(row: SqlRow, q: string): SearchHit {
  const run = runRow(row);
  for (const part of shownParts) {
    const text = row[part];
    const found = typeof text === 'string' ? findSnippet(text, q) : undefined;
    if (found !== undefined) return { run, part, ...found };
  }
  return { run, part: 'name', ...(findSnippet(run.name, q) ?? { snippet: run.name, marks: [] }) };
}

/** Runs that are not in the index yet. */
export function pendingSearch(statements: Statements): number {
  const row = statements.get(
    'SELECT coalesce(max(seq), 0) - (SELECT value FROM state WHERE key = ?) + (SELECT count(*) FROM search_again) AS pending FROM runs',
    'searched',
  );
  return Math.max(0, Number(row?.['pending'] ?? 0));
}

export function searchRuns(statements: Statements, { q, trace, project, limit, cursor }: SearchQuery): SearchPage {
  const pending = pendingSearch(statements);
  const words = searchWords(q);
  if (words === undefined) return { hits: [], nextCursor: null, pending };
  const conditions: SqlCondition[] = [{ sql: 'search.text MATCH ?', values: [words] }];
  if (trace !== undefined) conditions.push({ sql: 'trace_id = ?', values: [trace] });
  if (project?.length) conditions.push(oneOf('project', project));
  if (cursor !== undefined) conditions.push({ sql: 'search.rowid < ?', values: fromCursor(cursor, 1) });
  const { sql, values } = all(conditions);
  const parts = shownParts.map((name) => `substr(payload.${name}, 1, 20000) AS ${name}`).join(', ');
  const rows = statements.all(
    `SELECT runs.*, ${parts} FROM search JOIN runs ON runs.seq = search.rowid JOIN payload ON payload.seq = search.rowid
      WHERE ${sql} ORDER BY search.rowid DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? toCursor([Number(last['seq'])]) : null;
  return { hits: shown.map((row) => hitOf(row, q)), nextCursor, pending };
}
