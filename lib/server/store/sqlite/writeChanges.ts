import type { RankedFacts } from '../mergeFacts.js';
import type { RunChange } from '../runChange.js';
import type { SqlRow } from './database.js';
import { writeFeedback } from './feedbackRows.js';
import { factColumns, factValues } from './factsRow.js';
import { payloadColumns, PendingRun } from './pendingRun.js';
import { RowInsert } from './rowInsert.js';
import type { Statements } from './statements.js';
import { traceColumns, TraceRow } from './traceRow.js';

function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

const runInsert = new RowInsert('runs', ['seq', 'id', ...factColumns, 'version']);
const updateRun = `UPDATE runs SET ${factColumns.map((name) => `${name} = ?`).join(', ')}, version = ? WHERE seq = ?`;
/** Parts may be bytes, which make the same text. */
const asText = 'CAST(? AS TEXT)';
const payloadInsert = new RowInsert('payload', ['seq', ...payloadColumns], (name) => (name === 'seq' ? '?' : asText));
const updatePayload = `UPDATE payload SET ${payloadColumns.map((name) => `${name} = coalesce(${asText}, ${name}, ${asText})`).join(', ')} WHERE seq = ?`;
const upsertTrace = `INSERT INTO traces (${traceColumns.join(', ')}) VALUES (${marks(traceColumns.length)})
  ON CONFLICT (trace_id) DO UPDATE SET ${traceColumns
    .slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`;
const upsertAttachment =
  'INSERT OR REPLACE INTO attachments (run_id, name, mime_type, size, data) VALUES (?, ?, ?, ?, ?)';

/** One lookup for all keys, however many: asking for each costs more than finding it. */
function rowsByKey(
  statements: Statements,
  table: 'runs' | 'traces',
  key: string,
  keys: Iterable<string>,
): Map<string, SqlRow> {
  const sql = `SELECT * FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(?))`;
  return new Map(statements.all(sql, JSON.stringify([...keys])).map((row) => [String(row[key]), row]));
}

/** What the changes make of the runs that they are about. */
function foldChanges(statements: Statements, changes: readonly RunChange[]): PendingRun[] {
  const stored = rowsByKey(statements, 'runs', 'id', new Set(changes.map(({ id }) => id)));
  const pending = new Map<string, PendingRun>();
  let last = Number(statements.get('SELECT max(seq) AS last FROM runs')?.['last'] ?? 0);
  for (const change of changes) {
    let run = pending.get(change.id);
    if (run === undefined) {
      const row = stored.get(change.id);
      run = new PendingRun(change.id, row === undefined ? (last += 1) : Number(row['seq']), row);
      pending.set(change.id, run);
    }
    run.apply(change);
  }
  return [...pending.values()];
}

function writeRun(statements: Statements, run: PendingRun, version: number, searched: number): void {
  if (run.before === undefined) {
    runInsert.run(statements, [run.seq, run.id, ...factValues(run.now), version]);
    payloadInsert.run(statements, [run.seq, ...run.wholePayload()]);
    return;
  }
  statements.run(updateRun, ...factValues(run.now), version, run.seq);
  if (!run.hasPayload()) return;
  const values = run.overriding.flatMap((value, index) => [value, run.filling[index] ?? null]);
  statements.run(updatePayload, ...values, run.seq);
  if (run.seq <= searched) statements.run('INSERT OR IGNORE INTO search_again (seq) VALUES (?)', run.seq);
}

function traceIdsOf(runs: readonly PendingRun[]): Set<string> {
  const ids = runs.flatMap(({ before, now }) => [before?.facts.traceId, now.facts.traceId]);
  return new Set(ids.filter((id) => id !== undefined));
}

function writeTraces(statements: Statements, runs: readonly PendingRun[], version: number): void {
  const ids = traceIdsOf(runs);
  const stored = rowsByKey(statements, 'traces', 'trace_id', ids);
  const rows = new Map([...ids].map((id) => [id, new TraceRow(id, stored.get(id))]));
  const count = (facts: RankedFacts | undefined, sign: 1 | -1): void => {
    if (facts?.facts.traceId !== undefined) rows.get(facts.facts.traceId)?.count(facts, sign);
  };
  for (const run of runs) {
    count(run.before, -1);
    count(run.now, 1);
    rows.get(run.now.facts.traceId ?? '')?.consider(run);
  }
  for (const row of rows.values()) if (!row.isEmpty) statements.run(upsertTrace, ...row.values(version));
}

/**
 * Writes changes in one transaction: reads what is stored of their runs, merges, writes back. Lists' figures are moved by the
 * difference that each run makes, so that a trace of 100,000 runs costs no more to add to than a small one.
 */
export function writeChanges(statements: Statements, changes: readonly RunChange[]): void {
  statements.transaction(() => {
    const version = statements.state('version') + 1;
    const searched = statements.state('searched');
    const runs = foldChanges(statements, changes);
    for (const run of runs) writeRun(statements, run, version, searched);
    writeTraces(statements, runs, version);
    for (const { id, attachments, feedback = [] } of changes) {
      for (const { name, mimeType, data } of attachments) {
        statements.run(upsertAttachment, id, name, mimeType, data.byteLength, data);
      }
      for (const change of feedback) writeFeedback(statements, id, change);
    }
    statements.setState('version', version);
  });
}
