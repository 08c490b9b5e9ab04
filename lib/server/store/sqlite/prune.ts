import type { Retention } from '../../../wire/serverInfo.js';
import type { SqlValue } from './database.js';
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

/** Removes the runs that a condition chooses, and all that belongs to them. */
function removeRuns(statements: Statements, condition: string, ...values: SqlValue[]): void {
  const seqs = `SELECT seq FROM runs WHERE ${condition}`;
  const ids = `SELECT id FROM runs WHERE ${condition}`;
  statements.run(`DELETE FROM search WHERE rowid IN (${seqs})`, ...values);
  statements.run(`DELETE FROM search_again WHERE seq IN (${seqs})`, ...values);
  statements.run(`DELETE FROM payload WHERE seq IN (${seqs})`, ...values);
  statements.run(`DELETE FROM attachments WHERE run_id IN (${ids})`, ...values);
  statements.run(`DELETE FROM feedback WHERE run_id IN (${ids})`, ...values);
  statements.run(`DELETE FROM runs WHERE ${condition}`, ...values);
}

/**
 * Runs of which no more has arrived than a file, an end or an opinion belong to no trace and have no time: they go when
 * everything that arrived before them has gone.
 */
const strays = 'trace_id IS NULL AND seq < (SELECT seq FROM runs WHERE trace_id IS NOT NULL ORDER BY seq LIMIT 1)';

function removeTraces(statements: Statements, traceIds: readonly string[]): void {
  const traces = JSON.stringify(traceIds);
  const chosen = 'trace_id IN (SELECT value FROM json_each(?))';
  removeRuns(statements, chosen, traces);
  statements.run(`DELETE FROM traces WHERE ${chosen}`, traces);
  removeRuns(statements, strays);
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
