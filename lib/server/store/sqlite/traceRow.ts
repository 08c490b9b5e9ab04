import { statusOf, type RankedFacts } from '../mergeFacts.js';
import type { RunFacts } from '../runChange.js';
import { timeOfId } from '../timeOfId.js';
import type { SqlRow, SqlValue } from './database.js';
import { tagsText } from './factsRow.js';
import { latencyBucket } from './latencyBucket.js';
import type { PendingRun } from './pendingRun.js';

/** The run types whose usage counts: agents and chains that repeat what their models used would count it twice. */
const countedTypes: ReadonlySet<string | undefined> = new Set(['llm', 'embedding']);

export const traceColumns = [
  'trace_id',
  'lead_seq',
  'lead_id',
  'has_root',
  'name',
  'run_type',
  'project',
  'status',
  'start_time',
  'end_time',
  'latency_bucket',
  'run_count',
  'error_count',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cost',
  'tags',
  'thread_id',
  'error_preview',
  'version',
] as const;

type TraceColumn = (typeof traceColumns)[number];

const sums = ['run_count', 'error_count', 'prompt_tokens', 'completion_tokens', 'total_tokens', 'cost'] as const;

/** A time for runs of which only the end has arrived: their end, or else that of their id. */
export function startOf(id: string, { startTime, endTime }: RunFacts): number {
  const time = startTime ?? endTime ?? timeOfId(id) ?? 0;
  return Math.round(time * 1000);
}

/** The line of a trace while a batch is written. */
export class TraceRow {
  readonly #values: Record<TraceColumn, SqlValue>;

  constructor(traceId: string, stored?: SqlRow) {
    const empty = Object.fromEntries(traceColumns.map((name) => [name, null])) as Record<TraceColumn, SqlValue>;
    this.#values = { ...empty, trace_id: traceId };
    for (const name of sums) this.#values[name] = 0;
    for (const name of traceColumns) if (stored?.[name] !== undefined) this.#values[name] = stored[name];
  }

  get isEmpty(): boolean {
    return this.#values.run_count === 0 || this.#values.lead_seq === null;
  }

  values(version: number): SqlValue[] {
    this.#values.version = version;
    return traceColumns.map((name) => this.#values[name]);
  }

  /** Counts a run in (`1`) or out (`-1`). */
  count({ facts }: RankedFacts, sign: 1 | -1): void {
    const usage = countedTypes.has(facts.runType) ? (facts.usage ?? {}) : {};
    const prompt = usage.promptTokens ?? 0;
    const completion = usage.completionTokens ?? 0;
    this.#add('run_count', sign);
    if (statusOf(facts) === 'error') this.#add('error_count', sign);
    this.#add('prompt_tokens', sign * prompt);
    this.#add('completion_tokens', sign * completion);
    this.#add('total_tokens', sign * (usage.totalTokens ?? prompt + completion));
    this.#add('cost', sign * (usage.cost ?? 0));
  }

  /** Lets a run stand for the trace where it should: a root rather than another, the earlier of two. */
  consider({ id, seq, now: { facts } }: PendingRun): void {
    const start = startOf(id, facts);
    const isRoot = facts.parentId === null ? 1 : 0;
    const lead = this.#values;
    const isBetter =
      lead.lead_id === null ||
      lead.lead_id === id ||
      isRoot > Number(lead.has_root) ||
      (isRoot === lead.has_root && start < Number(lead.start_time));
    if (isBetter) this.#lead(id, seq, facts, start, isRoot);
  }

  #lead(id: string, seq: number, facts: RunFacts, start: number, isRoot: number): void {
    const end = facts.endTime === undefined ? null : Math.round(facts.endTime * 1000);
    Object.assign(this.#values, {
      lead_seq: seq,
      lead_id: id,
      has_root: isRoot,
      name: facts.name ?? '',
      run_type: facts.runType ?? 'chain',
      project: facts.project ?? 'default',
      status: statusOf(facts),
      start_time: start,
      end_time: end,
      latency_bucket: end === null ? null : latencyBucket(end - start),
      tags: facts.tags === undefined || facts.tags.length === 0 ? null : tagsText(facts.tags),
      thread_id: facts.threadId ?? this.#values.thread_id,
      error_preview: facts.errorPreview ?? null,
    } satisfies Partial<Record<TraceColumn, SqlValue>>);
  }

  #add(name: (typeof sums)[number], amount: number): void {
    this.#values[name] = Number(this.#values[name]) + amount;
  }
}
