import { reportOnce } from '../diagnostics/diagnostic.js';
import { formatBaggage, type RunBaggage } from './baggage.js';
import { headerNames, headersRecord, type IncomingHeaders } from './headers.js';
import type { Run } from './run.js';
import { formatTraceParent, formatTraceState } from './traceparent.js';

/** Beside a whole `baggage` it still leaves room in the 16 kB that Node takes of all headers. Some 65 levels of nesting. */
const maxOrderLength = 4_096;

/**
 * The headers that carry a run to another process, by lowercase name, on top of those given. What would make them longer
 * than servers take is left out: `traceparent` and `tracestate` alone are enough to nest below the run.
 */
export function outgoingHeaders(
  run: Pick<Run, 'name' | 'id' | 'traceId' | 'dottedOrder'>,
  runBaggage: RunBaggage,
  given: IncomingHeaders,
): Record<string, string> {
  const headers = headersRecord(given);
  const { dottedOrder } = run;
  const hasRoom = dottedOrder.length <= maxOrderLength;
  const { text: baggage, omitted } = formatBaggage(runBaggage, headers[headerNames.baggage]);
  // Not those that came with a request and are passed on: they name another run.
  delete headers[headerNames.trace];
  reportOmitted(run.name, hasRoom ? omitted : [`the header ${headerNames.trace}`, ...omitted]);
  return {
    ...headers,
    ...(hasRoom ? { [headerNames.trace]: dottedOrder } : {}),
    [headerNames.traceParent]: formatTraceParent(run.traceId, run.id),
    [headerNames.traceState]: formatTraceState(run.id, headers[headerNames.traceState]),
    [headerNames.baggage]: baggage,
  };
}

function reportOmitted(name: string, omitted: readonly string[]): void {
  if (omitted.length === 0) return;
  const some = omitted.slice(0, 5).map((label) => label.slice(0, 100));
  const more = omitted.length > some.length ? ` and ${omitted.length - some.length} more` : '';
  reportOnce(name, {
    code: 'headers-cut',
    message: `The headers of the run ${name} would be longer than servers take, so ${some.join(', ')}${more} are left out of them. Keep what is large in inputs: tags and metadata are inherited, and travel with every request.`,
  });
}
