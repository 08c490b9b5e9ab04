import type { RunCondition, RunField, RunOperator, RunValue } from '../runCondition.js';
import type { SqlValue } from './database.js';
import { searchWords } from './searchWords.js';
import { all, any, oneOf, type SqlCondition } from './sqlCondition.js';

const columns: Readonly<Record<RunField, string>> = {
  id: 'id',
  traceId: 'trace_id',
  parentId: "nullif(parent_id, '')",
  name: 'name',
  runType: 'run_type',
  project: "coalesce(project, 'default')",
  status: 'status',
  startTime: 'start_time',
  endTime: 'end_time',
  latency: '(end_time - start_time)',
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  totalTokens: 'total_tokens',
  cost: 'cost',
  threadId: 'thread_id',
  model: 'model',
  error: 'error_preview',
};

const inMicroseconds: ReadonlySet<RunField> = new Set(['startTime', 'endTime', 'latency']);

function valueOf(field: RunField, value: RunValue): SqlValue {
  return typeof value === 'number' && inMicroseconds.has(field) ? Math.round(value * 1000) : value;
}

function not(operator: RunOperator): string {
  return operator === '=' ? '' : 'NOT ';
}

function compared({ field, operator, value }: Extract<RunCondition, { kind: 'compare' }>): SqlCondition {
  const column = columns[field];
  if (value === null) return { sql: `${column} IS ${not(operator)}NULL`, values: [] };
  return { sql: `${column} ${operator} ?`, values: [valueOf(field, value)] };
}

// What SQLite takes for no JSON, such as what is nested a thousand times, must not fail the query for all others.
const entries = {
  metadata: {
    from: "payload, json_each(CASE WHEN json_valid(payload.extra) THEN payload.extra END, '$.metadata') AS entry",
    of: 'payload.seq = runs.seq',
    value: 'entry.value',
  },
  feedback: { from: 'feedback AS entry', of: 'entry.run_id = runs.id', value: 'entry.score' },
} as const;

function entry({ kind, keys, value }: Extract<RunCondition, { kind: 'metadata' | 'feedback' }>): SqlCondition {
  const source = entries[kind];
  const conditions: SqlCondition[] = [{ sql: source.of, values: [] }];
  if (keys !== undefined) conditions.push(oneOf('entry.key', keys));
  if (value?.value === null) conditions.push({ sql: `${source.value} IS ${not(value.operator)}NULL`, values: [] });
  else if (value !== undefined) {
    // Who asks for the text "5" means the number too.
    const column = typeof value.value === 'string' ? `CAST(${source.value} AS TEXT)` : source.value;
    conditions.push({ sql: `${column} ${value.operator} ?`, values: [value.value] });
  }
  const { sql, values } = all(conditions);
  return { sql: `EXISTS (SELECT 1 FROM ${source.from} WHERE ${sql})`, values };
}

function searched(text: string): SqlCondition {
  const words = searchWords(text);
  if (words === undefined) return { sql: '0', values: [] };
  return { sql: 'seq IN (SELECT rowid FROM search WHERE search MATCH ?)', values: [words] };
}

/** A condition on `runs`. */
export function runConditions(condition: RunCondition): SqlCondition {
  switch (condition.kind) {
    case 'and':
      return all(condition.all.map(runConditions));
    case 'or':
      return any(condition.all.map(runConditions));
    case 'not': {
      const { sql, values } = runConditions(condition.condition);
      // What is unknown is not so, either way.
      return { sql: `NOT coalesce((${sql}), 0)`, values };
    }
    case 'compare':
      return compared(condition);
    case 'in':
      return oneOf(
        columns[condition.field],
        condition.values.map((value) => valueOf(condition.field, value)),
      );
    case 'root':
      return { sql: condition.isRoot ? "parent_id = ''" : "parent_id <> ''", values: [] };
    case 'tag':
      return {
        sql: 'tags IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value = ?)',
        values: [condition.tag],
      };
    case 'metadata':
    case 'feedback':
      return entry(condition);
    case 'search':
      return searched(condition.text);
    case 'trace': {
      const inner = runConditions(condition.condition);
      const root = condition.has === 'root' ? "parent_id = '' AND " : '';
      return { sql: `trace_id IN (SELECT trace_id FROM runs WHERE ${root}(${inner.sql}))`, values: inner.values };
    }
  }
}
