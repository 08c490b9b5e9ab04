import { errorText } from '../capture/errorRecord.js';
import type { Run } from './run.js';
import { isoTimestamp } from './timestamp.js';

/** A run in LangSmith's wire form, as `POST /runs` takes it. */
export interface WireRun {
  readonly id: string;
  readonly trace_id: string;
  readonly dotted_order: string;
  readonly parent_run_id: string | null;
  readonly name: string;
  readonly run_type: string;
  readonly start_time: string;
  readonly end_time: string | null;
  readonly session_name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
  readonly status: string;
  readonly tags: readonly string[];
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly extra: { readonly metadata: Readonly<Record<string, unknown>> };
}

/** LangSmith has no `agent`: on the wire it is a chain that says so in its metadata. */
export const runTypeKey = 'tracenest_run_type';

function wireMetadata(run: Run): Readonly<Record<string, unknown>> {
  return run.runType === 'agent' ? { ...run.metadata, [runTypeKey]: 'agent' } : run.metadata;
}

/** The wire form of a run; bytes of attachments travel beside it. */
export function toWireRun(run: Run): WireRun {
  return {
    id: run.id,
    trace_id: run.traceId,
    dotted_order: run.dottedOrder,
    parent_run_id: run.parentRunId ?? null,
    name: run.name,
    run_type: run.runType === 'agent' ? 'chain' : run.runType,
    start_time: isoTimestamp(run.startTime),
    end_time: run.endTime === undefined ? null : isoTimestamp(run.endTime),
    session_name: run.projectName,
    inputs: run.inputs,
    outputs: run.outputs ?? null,
    error: run.error === undefined ? null : errorText(run.error),
    status: run.status,
    tags: run.tags,
    events: run.events.map(({ name, time, attributes }) => ({ ...attributes, name, time: isoTimestamp(time) })),
    extra: { metadata: wireMetadata(run) },
  };
}
