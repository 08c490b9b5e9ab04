import { formatBaggage } from './baggage.js';
import { headerNames, headersRecord, type IncomingHeaders } from './headers.js';
import type { Run } from './run.js';
import { formatTraceParent, formatTraceState } from './traceparent.js';

/** The headers that carry a run to another process, by lowercase name, on top of those given. */
export function outgoingHeaders(
  run: Pick<Run, 'id' | 'traceId' | 'dottedOrder' | 'tags' | 'metadata' | 'projectName'>,
  given: IncomingHeaders = {},
): Record<string, string> {
  const headers = headersRecord(given);
  return {
    ...headers,
    [headerNames.trace]: run.dottedOrder,
    [headerNames.traceParent]: formatTraceParent(run.traceId, run.id),
    [headerNames.traceState]: formatTraceState(run.id, headers[headerNames.traceState]),
    [headerNames.baggage]: formatBaggage(run, headers[headerNames.baggage]),
  };
}
