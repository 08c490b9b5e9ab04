import { runStatuses, type RunColumns, type TraceSkeleton } from '../../../wire/traceSkeleton.js';
import { placeRuns } from '../placeRuns.js';
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
  start: 'coalesce(start_time, end_time, 0)',
  end: 'end_time',
  firstToken: 'first_token_time',
  tokens: 'coalesce(total_tokens, 0)',
  cost: 'coalesce(cost, 0)',
  errors: 'error_preview',
} as const;

type Read = { readonly [Name in keyof typeof columns]: (string | number | null)[] };

const statement = `SELECT ${Object.entries(columns)
  .map(([name, sql]) => `json_group_array(${sql}) AS "${name}"`)
  .join(', ')} FROM (SELECT * FROM runs WHERE trace_id = ? ORDER BY start_time, seq)`;

function readColumns(statements: Statements, traceId: string): Read {
  const row = statements.get(statement, traceId) ?? {};
  const entries = Object.keys(columns).map((name) => [name, JSON.parse(String(row[name] ?? '[]')) as unknown]);
  return Object.fromEntries(entries) as Read;
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

/** Microseconds as milliseconds, from a point in time; as a difference of integers it has no more digits than needed. */
function span(from: number, to: string | number | null | undefined): number {
  return typeof to === 'number' ? (to - from) / 1000 : noTime;
}

export function readSkeleton(statements: Statements, traceId: string): TraceSkeleton | undefined {
  const summary = traceSummaryOf(statements, traceId);
  if (summary === undefined) return undefined;
  const version = statements.state('version');
  const read = readColumns(statements, traceId);
  const starts = read.start as number[];
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
  return { summary, version, startTime: first / 1000, texts: table.texts, columns: made, missingParents, errors };
}
