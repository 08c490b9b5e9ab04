import { RequestError } from '../requestError.js';
import { timeOf } from '../ingest/runChangeOf.js';
import type { RunCondition, RunField, RunValue } from '../store/runCondition.js';
import { parseFilter, type FilterTerm, type FilterValue } from './filterExpression.js';

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
type EntryCondition = Extract<RunCondition, { kind: 'metadata' | 'feedback' }>;

/** Names come from outside: `constructor` is none. */
function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

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

/** Yes and no are kept as 1 and 0. */
function plainValue(value: FilterValue): RunValue {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'object' && value !== null) throw unknown('a value with parts in a comparison');
  return value;
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
  const field = named(fields, name);
  if (field === undefined) throw unknown(`the field "${name}"`);
  return { kind: 'compare', field, operator: operators[operator], value: fieldValue(field, value) };
}

/** `has(tags, "v2")`, `has(metadata, '{"user": "7"}')`. */
function having(term: FilterTerm | undefined, value: FilterValue): RunCondition {
  const name = nameOf(term);
  if (name === 'tags') return { kind: 'tag', tag: String(value) };
  if (name !== 'metadata') throw unknown(`has(${name}, …)`);
  let entries: [string, FilterValue][];
  try {
    entries = Object.entries(JSON.parse(String(value)) as Record<string, FilterValue>);
  } catch {
    return { kind: 'metadata', keys: [String(value)] };
  }
  return {
    kind: 'and',
    all: entries.map(([key, entry]) => ({
      kind: 'metadata',
      keys: [key],
      value: { operator: '=', value: plainValue(entry) },
    })),
  };
}

/** The halves of an entry, each with the half that it belongs to. */
const halves: Readonly<Record<string, { readonly kind: EntryCondition['kind']; readonly isKey: boolean }>> = {
  metadata_key: { kind: 'metadata', isKey: true },
  metadata_value: { kind: 'metadata', isKey: false },
  feedback_key: { kind: 'feedback', isKey: true },
  feedback_score: { kind: 'feedback', isKey: false },
};

/** One half of an entry: `eq(metadata_key, "user")`, `in(metadata_key, ["user", "team"])`, `gte(feedback_score, 0.5)`. */
function halfOf(term: FilterTerm): EntryCondition | undefined {
  if (!('call' in term)) return undefined;
  const { call, arguments: terms } = term;
  const [first] = terms;
  const half = first !== undefined && 'name' in first ? named(halves, first.name) : undefined;
  if (half === undefined) return undefined;
  const value = valueOf(terms[1]);
  if (half.isKey) {
    if (call !== 'eq' && call !== 'in') throw unknown(`${call}(${nameOf(first)}, …)`);
    return { kind: half.kind, keys: (Array.isArray(value) ? (value as readonly FilterValue[]) : [value]).map(String) };
  }
  if (!isOperator(call)) throw unknown(`${call}(${nameOf(first)}, …)`);
  return { kind: half.kind, value: { operator: operators[call], value: plainValue(value) } };
}

/**
 * `and(eq(metadata_key, "user"), eq(metadata_value, "7"))` speaks of one entry: its two halves belong together, in the order in
 * which they stand.
 */
function conjunction(terms: readonly FilterTerm[]): RunCondition {
  const whole: RunCondition[] = [];
  const open: EntryCondition[] = [];
  for (const term of terms) {
    const half = halfOf(term);
    if (half === undefined) {
      whole.push(conditionOf(term));
      continue;
    }
    const isOther = (one: EntryCondition): boolean =>
      one.kind === half.kind && (half.keys === undefined ? one.value === undefined : one.keys === undefined);
    const other = open.findIndex(isOther);
    if (other < 0) open.push(half);
    else open[other] = { ...open[other], ...half };
  }
  return { kind: 'and', all: [...whole, ...open] };
}

function membership(terms: readonly FilterTerm[]): RunCondition {
  const name = nameOf(terms[0]);
  const values = valueOf(terms[1]);
  if (name === 'tags' && Array.isArray(values))
    return { kind: 'or', all: (values as readonly FilterValue[]).map((tag) => ({ kind: 'tag', tag: String(tag) })) };
  const field = named(fields, name);
  if (field === undefined || !Array.isArray(values)) throw unknown(`in(${name}, …)`);
  return { kind: 'in', field, values: (values as readonly FilterValue[]).map((value) => fieldValue(field, value)) };
}

function conditionOf(term: FilterTerm): RunCondition {
  if (!('call' in term)) throw unknown('a bare value');
  const { call, arguments: terms } = term;
  const half = halfOf(term);
  if (half !== undefined) return half;
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
