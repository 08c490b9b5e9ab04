import { parseTraceParent } from '../run/traceparent.js';
import type { RunLink } from '../wire/runDetail.js';

const mostLinks = 100;

function bag(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

/** Our own runs tell the members of an event beside its name, spans below `kwargs`. */
function linkOf(event: unknown): RunLink[] {
  const { name, kwargs, ...members } = bag(event);
  if (name !== 'link') return [];
  const { traceparent, tracestate } = { ...members, ...bag(kwargs) };
  if (typeof traceparent !== 'string') return [];
  const found = parseTraceParent(traceparent, typeof tracestate === 'string' ? tracestate : undefined);
  return found === undefined ? [] : [{ traceId: found.traceId, runId: found.parentId }];
}

/** The links among the events of a run: events `link` with a `traceparent`, as `run.addEvent('link', other.toHeaders())` writes them. */
export function runLinks(events: unknown): RunLink[] {
  return Array.isArray(events) ? events.flatMap(linkOf).slice(0, mostLinks) : [];
}
