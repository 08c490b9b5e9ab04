import { runStatuses, type RunColumns, type SkeletonQuery, type TraceSkeleton } from '../../../wire/traceSkeleton.js';
import { placeRuns } from '../placeRuns.js';
import { fromCursor, toCursor } from './cursor.js';
import { all, type SqlCondition } from './sqlCondition.js';
import type { Statements } from './statements.js';
import { traceSummaryOf } from './readTraces.js';

/** In the order of an index, so that nothing is sorted. Read as JSON arrays that SQLite makes: 100,000 rows one by one take libsql four times as long. */
const columns = {
  id: 'id',
  parent: 'parent_id',
  name: "coalesce(name, '')",
  runType: "coalesce(run_type, 'chain')",
  model: 'model',
  status: 'status',
  start: 'coalesce(start_time, end_time)',
  end: 'end_time',
  firstToken: 'first_token_time',
  tokens: 'coalesce(total_tokens, 0)',
  cost: 'coalesce(cost, 0)',
  errors: 'error_preview',
} as const;

type Read = { readonly [Name in keyof typeof columns]: (string | number | null)[] };

const aggregates = [...Object.entries(columns), ['seq', 'seq'], ['order', 'start_time']]
  .map(([name, sql]) => `json_group_array(${sql}) AS "${name}"`)
  .join(', ');

/** Runs whose start nobody has told come first, as SQLite sorts them. */
const unknownStart = 'none';

function afterCursor(cursor: string | undefined): SqlCondition[] {
  if (cursor === undefined) return [];
  const [start = unknownStart, seq = 0] = fromCursor(cursor, 2);
  return start === unknownStart
    ? [{ sql: '(start_time IS NOT NULL OR seq > ?)', values: [seq] }]
    : [{ sql: '(start_time, seq) > (?, ?)', values: [start, seq] }];
}

function readColumns(
  statements: Statements,
  traceId: string,
  { limit = -1, cursor }: SkeletonQuery,
): { read: Read; nextCursor: string | null } {
  const { sql, values } = all([{ sql: 'trace_id = ?', values: [traceId] }, ...afterCursor(cursor)]);
  const runs = `SELECT * FROM runs WHERE ${sql} ORDER BY start_time, seq LIMIT ?`;
  const row = statements.get(`SELECT ${aggregates} FROM (${runs})`, ...values, limit) ?? {};
  const column = (name: string): (string | number | null)[] => JSON.parse(String(row[name] ?? '[]')) as [];
  const read = Object.fromEntries(Object.keys(columns).map((name) => [name, column(name)])) as Read;
  const isCut = limit >= 0 && read.id.length === limit;
  if (!isCut) return { read, nextCursor: null };
  const [seqs, starts] = [column('seq'), column('order')];
  return { read, nextCursor: toCursor([starts.at(-1) ?? unknownStart, seqs.at(-1) ?? 0]) };
}

/** Texts that are written once and pointed at. */
class TextTable {
  readonly texts: string[] = [];
  readonly #indices = new Map<string, number>();

  index(text: string | number | null): number {
    if (typeof text !== 'string') return -1;
    let index = this.#indices.get(text);
    if (index === undefined) {
      this.#indices.set(text, (index = this.texts.length));
      this.texts.push(text);
    }
    return index;
  }
}

const noTime = -1;

/** Microseconds as milliseconds, from a point in time; as a difference of integers it has no more digits than needed. A clock may go back. */
function span(from: number, to: string | number | null | undefined): number {
  return typeof to === 'number' ? Math.max(0, to - from) / 1000 : noTime;
}

/** The runs of a trace, or a piece of them. */
export function readSkeleton(
  statements: Statements,
  traceId: string,
  query: SkeletonQuery = {},
): TraceSkeleton | undefined {
  const summary = traceSummaryOf(statements, traceId);
  if (summary === undefined) return undefined;
  const version = statements.state('version');
  const { read, nextCursor } = readColumns(statements, traceId, query);
  // Of a run that has told no time at all, nothing better is known than the trace's.
  const starts = read.start.map((start) => (typeof start === 'number' ? start : Math.round(summary.startTime * 1000)));
  let first = Infinity;
  for (const start of starts) first = Math.min(first, start);
  const table = new TextTable();
  const { parent, missingParents } = placeRuns(read.id as string[], read.parent as (string | null)[]);
  const made: RunColumns = {
    id: read.id as string[],
    parent,
    name: read.name.map((text) => table.index(text)),
    runType: read.runType.map((text) => table.index(text)),
    model: read.model.map((text) => table.index(text)),
    status: read.status.map((status) => runStatuses.indexOf(status as (typeof runStatuses)[number])),
    start: starts.map((start) => span(first, start)),
    duration: read.end.map((end, index) => span(starts[index] ?? 0, end)),
    tokens: read.tokens as number[],
    cost: read.cost as number[],
    firstToken: read.firstToken.map((time, index) => span(starts[index] ?? 0, time)),
  };
  const errors: Record<number, string> = {};
  for (const [index, error] of read.errors.entries()) if (typeof error === 'string') errors[index] = error;
  const startTime = Number.isFinite(first) ? first / 1000 : summary.startTime;
  return { summary, version, startTime, texts: table.texts, columns: made, missingParents, errors, nextCursor };
}
