import { RequestError } from '../requestError.js';
import { timeOf } from '../ingest/runChangeOf.js';
import type { RunCondition, RunField, RunValue } from '../store/runCondition.js';
import { parseFilter, type FilterCall, type FilterTerm, type FilterValue } from './filterExpression.js';

const fields: Readonly<Record<string, RunField>> = {
  id: 'id',
  run_id: 'id',
  trace_id: 'traceId',
  parent_run_id: 'parentId',
  name: 'name',
  run_type: 'runType',
  status: 'status',
  error: 'error',
  start_time: 'startTime',
  end_time: 'endTime',
  latency: 'latency',
  prompt_tokens: 'promptTokens',
  completion_tokens: 'completionTokens',
  total_tokens: 'totalTokens',
  total_cost: 'cost',
  thread_id: 'threadId',
};

const operators = { eq: '=', neq: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
type Operator = keyof typeof operators;

function unknown(what: string): RequestError {
  return new RequestError(400, 'bad-filter', `The filter uses ${what}, which this server does not know.`);
}

function isOperator(call: string): call is Operator {
  return Object.hasOwn(operators, call);
}

function nameOf(term: FilterTerm | undefined): string {
  if (term === undefined || !('name' in term)) throw unknown('a call without the name of a field');
  return term.name;
}

function valueOf(term: FilterTerm | undefined): FilterValue {
  if (term === undefined || !('value' in term)) throw unknown('a call without a value');
  return term.value;
}

const spans: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Seconds, `"5s"`, `"300ms"`. */
function latencyValue(value: FilterValue): RunValue {
  if (typeof value === 'number') return value * 1000;
  const match = /^([\d.]+)\s*(ms|s|m|h)?$/.exec(String(value));
  if (match === null) throw unknown(`the latency ${JSON.stringify(value)}`);
  return Number(match[1]) * (spans[match[2] ?? 's'] ?? 1000);
}

/** A value as the store compares it. */
function fieldValue(field: RunField, value: FilterValue): RunValue {
  if (value === null) return null;
  if (field === 'latency') return latencyValue(value);
  if (field === 'startTime' || field === 'endTime') {
    const time = typeof value === 'object' || typeof value === 'boolean' ? undefined : timeOf(value);
    if (time === undefined) throw unknown(`the time ${JSON.stringify(value)}`);
    return time;
  }
  if (field === 'status' && value === 'pending') return 'running';
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

function compared(operator: Operator, term: FilterTerm | undefined, value: FilterValue): RunCondition {
  const name = nameOf(term);
  if (name === 'is_root') return { kind: 'root', isRoot: (value === true) === (operator === 'eq') };
  if (name === 'tags' || name === 'tag') {
    const tag: RunCondition = { kind: 'tag', tag: String(value) };
    return operator === 'neq' ? { kind: 'not', condition: tag } : tag;
  }
  if (name === 'metadata_key') return { kind: 'metadata', key: String(value) };
  const field = fields[name];
  if (field === undefined) throw unknown(`the field "${name}"`);
  return { kind: 'compare', field, operator: operators[operator], value: fieldValue(field, value) };
}

/** `has(tags, "v2")`, `has(metadata, '{"user": "7"}')`. */
function having(term: FilterTerm | undefined, value: FilterValue): RunCondition {
  const name = nameOf(term);
  if (name === 'tags') return { kind: 'tag', tag: String(value) };
  if (name !== 'metadata') throw unknown(`has(${name}, …)`);
  let entries: [string, RunValue][];
  try {
    entries = Object.entries(JSON.parse(String(value)) as Record<string, RunValue>);
  } catch {
    return { kind: 'metadata', key: String(value) };
  }
  return { kind: 'and', all: entries.map(([key, entry]) => ({ kind: 'metadata', key, value: entry })) };
}

function isMetadata(term: FilterTerm, part: 'metadata_key' | 'metadata_value'): term is FilterCall {
  if (!('call' in term) || term.call !== 'eq') return false;
  const [name] = term.arguments;
  return name !== undefined && 'name' in name && name.name === part;
}

/** `and(eq(metadata_key, "user"), eq(metadata_value, "7"))` speaks of one entry: its two halves belong together. */
function conjunction(terms: readonly FilterTerm[]): RunCondition {
  const key = terms.find((term) => isMetadata(term, 'metadata_key'));
  const value = terms.find((term) => isMetadata(term, 'metadata_value'));
  if (key === undefined || value === undefined) return { kind: 'and', all: terms.map(conditionOf) };
  const entry: RunCondition = {
    kind: 'metadata',
    key: String(valueOf(key.arguments[1])),
    value: valueOf(value.arguments[1]) as RunValue,
  };
  return { kind: 'and', all: [entry, ...terms.filter((term) => term !== key && term !== value).map(conditionOf)] };
}

function membership(terms: readonly FilterTerm[]): RunCondition {
  const name = nameOf(terms[0]);
  const values = valueOf(terms[1]);
  const field = fields[name];
  if (field === undefined || !Array.isArray(values)) throw unknown(`in(${name}, …)`);
  return { kind: 'in', field, values: (values as readonly FilterValue[]).map((value) => fieldValue(field, value)) };
}

function conditionOf(term: FilterTerm): RunCondition {
  if (!('call' in term)) throw unknown('a bare value');
  const { call, arguments: terms } = term;
  if (isOperator(call)) return compared(call, terms[0], valueOf(terms[1]));
  switch (call) {
    case 'and':
      return conjunction(terms);
    case 'or':
      return { kind: 'or', all: terms.map(conditionOf) };
    case 'not':
      return { kind: 'not', condition: { kind: 'and', all: terms.map(conditionOf) } };
    case 'has':
      return having(terms[0], valueOf(terms[1]));
    case 'in':
      return membership(terms);
    case 'search':
      return { kind: 'search', text: String(valueOf(terms.at(-1))) };
    default:
      throw unknown(`"${call}"`);
  }
}

/**
 * LangSmith's filter language as a condition.
 * @throws RequestError that says what of it is malformed or not known.
 */
export function filterCondition(filter: string): RunCondition {
  return conditionOf(parseFilter(filter));
}
