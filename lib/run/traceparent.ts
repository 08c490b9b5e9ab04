import { dashed, undashed } from './identity.js';

/** What a W3C `traceparent` says. */
export interface TraceParent {
  /** The trace's id as a UUID. */
  readonly traceId: string;
  /** The span's id as a UUID: 16 digits, zeros before them. */
  readonly parentId: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header); `undefined` where it is invalid. */
export function parseTraceParent(text: string): TraceParent | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', , more] = match;
  // Version ff is forbidden; later versions may append fields, version 00 may not.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId: dashed(traceId), parentId: dashed(spanId.padStart(32, '0')) };
}

/**
 * The `traceparent` of a run. Its span id is the last 16 digits of the run's id: the first 16 of a UUIDv7 are mostly time
 * and would be shared by runs of one millisecond in two processes.
 */
export function formatTraceParent(traceId: string, runId: string): string {
  return `00-${undashed(traceId)}-${undashed(runId).slice(16)}-01`;
}
