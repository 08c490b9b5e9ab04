import type { RunStatus } from '../../../run/run.js';
import type { RunRow } from '../../../wire/traceSkeleton.js';
import type { TraceSummary, Usage } from '../../../wire/traceSummary.js';
import { statusOf } from '../mergeFacts.js';
import type { SqlRow, SqlValue } from './database.js';
import { factsOfRow, tagsOf } from './factsRow.js';
import { startOf } from './traceRow.js';

function time(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value / 1000 : null;
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Sums, of which 0 says that nothing was told. */
export function summedUsage(row: SqlRow): Usage {
  const known = {
    promptTokens: Number(row['prompt_tokens'] ?? 0),
    completionTokens: Number(row['completion_tokens'] ?? 0),
    totalTokens: Number(row['total_tokens'] ?? 0),
    cost: Number(row['cost'] ?? 0),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== 0));
}

/** A row of `traces`, joined with the previews of its lead, as a line of a list. */
export function traceSummary(row: SqlRow): TraceSummary {
  return {
    traceId: String(row['trace_id']),
    runId: String(row['lead_id']),
    hasRoot: row['has_root'] === 1,
    name: String(row['name']),
    runType: String(row['run_type']),
    project: String(row['project']),
    status: row['status'] as RunStatus,
    startTime: time(row['start_time']) ?? 0,
    endTime: time(row['end_time']),
    runCount: Number(row['run_count']),
    errorCount: Number(row['error_count']),
    usage: summedUsage(row),
    tags: tagsOf(row['tags']),
    threadId: text(row['thread_id']),
    inputPreview: text(row['input_preview']) ?? '',
    outputPreview: text(row['output_preview']) ?? '',
    errorPreview: text(row['error_preview']),
    version: Number(row['version']),
  };
}

/** A row of `runs`. */
export function runRow(row: SqlRow): RunRow {
  const id = String(row['id']);
  const { facts } = factsOfRow(row);
  return {
    id,
    traceId: facts.traceId ?? id,
    parentId: facts.parentId ?? null,
    name: facts.name ?? '',
    runType: facts.runType ?? 'chain',
    project: facts.project ?? 'default',
    status: statusOf(facts),
    startTime: startOf(id, facts) / 1000,
    endTime: facts.endTime ?? null,
    firstTokenTime: facts.firstTokenTime ?? null,
    model: facts.model ?? null,
    usage: facts.usage ?? {},
    tags: facts.tags ?? [],
    threadId: facts.threadId ?? null,
    errorPreview: facts.errorPreview ?? null,
    version: Number(row['version']),
  };
}
