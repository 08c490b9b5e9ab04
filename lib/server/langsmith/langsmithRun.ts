import { parseDottedOrder } from '../../run/dottedOrder.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { attachmentUrl } from '../runDetail.js';
import type { StoredRun } from '../store/traceStore.js';
import { feedbackStats } from './langsmithFeedback.js';
import { projectId } from './projectIds.js';

/** LangSmith knows no others; those that it does not know are chains, as their exporters say too. */
const runTypes: ReadonlySet<string> = new Set(['llm', 'chain', 'tool', 'retriever', 'embedding', 'prompt', 'parser']);

function iso(time: number | null): string | null {
  return time === null ? null : isoTimestamp(time);
}

/** Ancestors, the root first. */
function ancestors({ row, dottedOrder }: StoredRun): readonly string[] {
  const segments = dottedOrder === null ? undefined : parseDottedOrder(dottedOrder);
  if (segments !== undefined) return segments.slice(0, -1).map(({ id }) => id);
  return row.parentId === null ? [] : [row.parentId];
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

function errorText(text: string | undefined): string | null {
  const error = parsed(text);
  return error === null || typeof error === 'string' ? error : JSON.stringify(error);
}

function absolute(path: string, base: string | undefined): string {
  return base === undefined ? path : new URL(path, base).href;
}

/** A run as `GET /runs/:id` and `POST /runs/query` answer it. `base`: where clients load its files from. */
export function langsmithRun(run: StoredRun, base?: string): Readonly<Record<string, unknown>> {
  const { row, parts } = run;
  const session = projectId(row.project);
  const files = run.attachments.map(({ name }) => [
    `attachment.${name}`,
    { presigned_url: absolute(attachmentUrl(row.id, name), base) },
  ]);
  return {
    id: row.id,
    name: row.name,
    run_type: runTypes.has(row.runType) ? row.runType : 'chain',
    start_time: isoTimestamp(row.startTime),
    end_time: iso(row.endTime),
    first_token_time: iso(row.firstTokenTime),
    status: row.status === 'running' ? 'pending' : row.status,
    inputs: parsed(parts.inputs) ?? {},
    outputs: parsed(parts.outputs),
    error: errorText(parts.error),
    events: parsed(parts.events) ?? [],
    extra: parsed(parts.extra) ?? {},
    serialized: parsed(parts.serialized),
    tags: row.tags,
    trace_id: row.traceId,
    dotted_order: run.dottedOrder,
    parent_run_id: row.parentId,
    parent_run_ids: ancestors(run),
    session_id: session,
    session_name: row.project,
    thread_id: row.threadId,
    app_path: `/traces/${row.traceId}?run=${row.id}`,
    prompt_tokens: row.usage.promptTokens ?? 0,
    completion_tokens: row.usage.completionTokens ?? 0,
    total_tokens: row.usage.totalTokens ?? 0,
    total_cost: row.usage.cost ?? null,
    feedback_stats: feedbackStats(run.feedback),
    reference_example_id: null,
    ...(files.length === 0 ? {} : { s3_urls: Object.fromEntries(files) as object }),
  };
}

/** The members of a run that a client asked for; all where it named none. */
export function selected(run: Readonly<Record<string, unknown>>, names: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(names) || names.length === 0) return run;
  const wanted = new Set<unknown>(['id', ...(names as unknown[])]);
  return Object.fromEntries(Object.entries(run).filter(([name]) => wanted.has(name)));
}

function bag(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A run as the `/v2` routes answer it: the same, with names in capitals for what is chosen from a list. */
export function langsmithRunV2(run: StoredRun, selects: unknown): Readonly<Record<string, unknown>> {
  const { row } = run;
  const first = langsmithRun(run);
  const extra = bag(first['extra']);
  const whole = {
    ...first,
    run_type: String(first['run_type']).toUpperCase(),
    status: row.status === 'running' ? 'PENDING' : row.status === 'error' ? 'ERROR' : 'SUCCESS',
    project_id: first['session_id'],
    is_root: row.parentId === null,
    latency_seconds: row.endTime === null ? null : (row.endTime - row.startTime) / 1000,
    metadata: extra['metadata'] ?? {},
    error_preview: row.errorPreview,
    manifest: first['serialized'],
    attachments: Object.fromEntries(run.attachments.map(({ name }) => [name, attachmentUrl(row.id, name)])),
  };
  // Without a list of fields LangSmith answers the ids alone.
  const names = Array.isArray(selects) ? (selects as unknown[]).map((name) => String(name).toLowerCase()) : ['id'];
  return selected(whole, names);
}
