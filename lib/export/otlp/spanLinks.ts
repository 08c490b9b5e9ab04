import type { Run, RunEvent } from '../../run/run.js';
import { undashed } from '../../run/identity.js';
import { parseTraceParent, spanIdOf } from '../../run/traceparent.js';
import { AttributeBag } from './attributeBag.js';
import type { SpanLink } from './otlpSpan.js';

const sampled = 1;

function linkOf({ name, attributes }: RunEvent): readonly SpanLink[] {
  const { traceparent, tracestate: _, ...others } = attributes ?? {};
  const context = name === 'link' && typeof traceparent === 'string' ? parseTraceParent(traceparent) : undefined;
  if (context === undefined) return [];
  const bag = new AttributeBag();
  for (const [key, value] of Object.entries(others)) bag.set(key, value);
  const { traceId, parentId } = context;
  return [
    {
      context: { traceId: undashed(traceId), spanId: spanIdOf(parentId), traceFlags: sampled },
      attributes: bag.attributes,
    },
  ];
}

/**
 * What a run is linked to without being below it: an event `link` with the other's `traceparent`, as
 * `run.addEvent('link', other.toHeaders())` writes it. It stays an event too, for those who know no links.
 */
export function spanLinks({ events }: Run): SpanLink[] {
  return events.flatMap(linkOf);
}
