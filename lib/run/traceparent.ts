import { dashed, isUuid, undashed } from './identity.js';

/** What a W3C `traceparent` says. */
export interface TraceParent {
  /** The trace's id as a UUID. */
  readonly traceId: string;
  /** The parent run's id, where `tracestate` has it; else the span's as a UUID: 16 digits, zeros before them. */
  readonly parentId: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const stateKey = 'tracenest';

/** Our entry of a `tracestate` (https://www.w3.org/TR/trace-context/#tracestate-header): the whole id of the parent run. */
function parentIdInState(state: string | undefined, spanId: string): string | undefined {
  const entry = state?.split(',').find((text) => text.trim().startsWith(`${stateKey}=`));
  const id = entry
    ?.trim()
    .slice(stateKey.length + 1)
    .toLowerCase();
  // Another tracer may have started a span in between and passed the state on: then the ids differ.
  return id !== undefined && isUuid(id) && spanIdOf(id) === spanId ? id : undefined;
}

/** A `tracestate` with our entry first, as the standard wants the latest writer's, and the others' behind it. */
export function formatTraceState(runId: string, existing = ''): string {
  const foreign = existing
    .split(',')
    .filter((entry) => entry.trim() !== '' && !entry.trim().startsWith(`${stateKey}=`));
  return [`${stateKey}=${runId}`, ...foreign].slice(0, 32).join(',');
}

/**
 * The span id of a run: the last 16 digits of its id. The first 16 of a UUIDv7 are mostly time, and would be shared by runs
 * of one millisecond in two processes.
 */
export function spanIdOf(runId: string): string {
  return undashed(runId).slice(16);
}

/** Reads a `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header); `undefined` where it is invalid. */
export function parseTraceParent(text: string, state?: string): TraceParent | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', , more] = match;
  // Version ff is forbidden; later versions may append fields, version 00 may not.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId: dashed(traceId), parentId: parentIdInState(state, spanId) ?? dashed(spanId.padStart(32, '0')) };
}

/** The `traceparent` of a run. */
export function formatTraceParent(traceId: string, runId: string): string {
  return `00-${undashed(traceId)}-${spanIdOf(runId)}-01`;
}
