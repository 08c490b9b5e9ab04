import { statusOf, type RankedFacts } from '../mergeFacts.js';
import type { ChangeRank, RunFacts } from '../runChange.js';
import type { SqlRow, SqlValue } from './database.js';
import { latencyBucket } from './latencyBucket.js';

/** The columns of `runs` that hold facts, in the order of {@link factValues}. */
export const factColumns = [
  'rank',
  'trace_id',
  'parent_id',
  'name',
  'run_type',
  'project',
  'start_time',
  'end_time',
  'first_token_time',
  'end_status',
  'status',
  'error_preview',
  'model',
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cost',
  'tags',
  'thread_id',
  'latency_bucket',
] as const;

/** `''` is told apart from NULL: a root has no parent, a run of which only the end has arrived may have one. */
const noParent = '';

function toMicroseconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds * 1000);
}

function bucketOf({ startTime, endTime }: RunFacts): number | null {
  return startTime === undefined || endTime === undefined ? null : latencyBucket((endTime - startTime) * 1000);
}

export function factValues({ rank, facts }: RankedFacts): SqlValue[] {
  const { usage = {} } = facts;
  return [
    rank,
    facts.traceId ?? null,
    facts.parentId === null ? noParent : (facts.parentId ?? null),
    facts.name ?? null,
    facts.runType ?? null,
    facts.project ?? null,
    toMicroseconds(facts.startTime),
    toMicroseconds(facts.endTime),
    toMicroseconds(facts.firstTokenTime),
    facts.endStatus ?? null,
    statusOf(facts),
    facts.errorPreview ?? null,
    facts.model ?? null,
    usage.promptTokens ?? null,
    usage.completionTokens ?? null,
    usage.totalTokens ?? null,
    usage.cost ?? null,
    facts.tags === undefined ? null : tagsText(facts.tags),
    facts.threadId ?? null,
    bucketOf(facts),
  ];
}

function text(value: SqlValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function milliseconds(value: SqlValue | undefined): number | undefined {
  return typeof value === 'number' ? value / 1000 : undefined;
}

function count(value: SqlValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Tags to store. Half of a character would be hidden in the JSON until SQLite takes it apart. */
export function tagsText(tags: readonly string[]): string {
  return JSON.stringify(tags.map((tag) => tag.toWellFormed()));
}

/** Tags as they are stored. */
export function tagsOf(value: SqlValue | undefined): readonly string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : [];
}

function usageOf(row: SqlRow): RunFacts['usage'] {
  const usage = {
    promptTokens: count(row['prompt_tokens']),
    completionTokens: count(row['completion_tokens']),
    totalTokens: count(row['total_tokens']),
    cost: count(row['cost']),
  };
  const known = Object.entries(usage).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** The facts that a row of `runs` holds. */
export function factsOfRow(row: SqlRow): RankedFacts {
  const parent = text(row['parent_id']);
  return {
    rank: Number(row['rank']) as ChangeRank,
    facts: {
      traceId: text(row['trace_id']),
      parentId: parent === noParent ? null : parent,
      name: text(row['name']),
      runType: text(row['run_type']),
      project: text(row['project']),
      startTime: milliseconds(row['start_time']),
      endTime: milliseconds(row['end_time']),
      firstTokenTime: milliseconds(row['first_token_time']),
      endStatus: text(row['end_status']) as RunFacts['endStatus'],
      errorPreview: text(row['error_preview']),
      model: text(row['model']),
      usage: usageOf(row),
      tags: row['tags'] === null ? undefined : tagsOf(row['tags']),
      threadId: text(row['thread_id']),
    },
  };
}
