import type { Retention } from '../../../wire/serverInfo.js';
import type { Statements } from './statements.js';

/** Traces per transaction: a write that arrives meanwhile waits for one of them only. */
const slice = 100;
const releasedPages = 500;
const day = 86_400_000_000;

function pragma(statements: Statements, name: string): number {
  return Number(Object.values(statements.get(`PRAGMA ${name}`) ?? {})[0] ?? 0);
}

/** Bytes that hold data; pages that are free are given back, or used again. */
export function usedBytes(statements: Statements): number {
  return (pragma(statements, 'page_count') - pragma(statements, 'freelist_count')) * pragma(statements, 'page_size');
}

function removeTraces(statements: Statements, traceIds: readonly string[]): void {
  const traces = JSON.stringify(traceIds);
  const chosen = 'SELECT value FROM json_each(?)';
  const runs = `SELECT seq FROM runs WHERE trace_id IN (${chosen})`;
  statements.run(`DELETE FROM search WHERE rowid IN (${runs})`, traces);
  statements.run(`DELETE FROM search_again WHERE seq IN (${runs})`, traces);
  statements.run(`DELETE FROM payload WHERE seq IN (${runs})`, traces);
  statements.run(`DELETE FROM attachments WHERE run_id IN (SELECT id FROM runs WHERE trace_id IN (${chosen}))`, traces);
  statements.run(`DELETE FROM runs WHERE trace_id IN (${chosen})`, traces);
  statements.run(`DELETE FROM traces WHERE trace_id IN (${chosen})`, traces);
}

function oldest(statements: Statements, before: number): string[] {
  const rows = statements.all(
    'SELECT trace_id FROM traces WHERE start_time < ? ORDER BY start_time LIMIT ?',
    before,
    slice,
  );
  return rows.map((row) => String(row['trace_id']));
}

/** Removes one slice of what is beyond the bounds; returns how many traces went, 0 at the end. */
export function pruneSlice(statements: Statements, { maxAgeDays, maxSize }: Retention, now: number): number {
  const expired = maxAgeDays === null ? [] : oldest(statements, now * 1000 - maxAgeDays * day);
  const isTooLarge = maxSize !== null && usedBytes(statements) > maxSize;
  const gone = expired.length > 0 ? expired : isTooLarge ? oldest(statements, Number.MAX_SAFE_INTEGER) : [];
  if (gone.length > 0) statements.transaction(() => removeTraces(statements, gone));
  return gone.length;
}

/** Gives a slice of the free pages back to the disk; returns whether there are more. */
export function releasePages(statements: Statements): boolean {
  statements.all(`PRAGMA incremental_vacuum(${releasedPages})`);
  return pragma(statements, 'freelist_count') > 0;
}
