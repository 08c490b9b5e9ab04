import { errorText } from '../../capture/errorRecord.js';
import { openInference, otel, own } from '../../conventions/attributeNames.js';
import { undashed } from '../../run/identity.js';
import type { Run } from '../../run/run.js';
import { spanIdOf } from '../../run/traceparent.js';
import { AttributeBag } from './attributeBag.js';
import type { HrTime, OtlpSpan, SpanContext, SpanEvent, SpanResource } from './otlpSpan.js';
import { runAttributes } from './runAttributes.js';
import { spanLinks } from './spanLinks.js';

/** As the API counts them: `SpanKind` and `SpanStatusCode`. */
const kinds = { internal: 0, client: 2 } as const;
const statusCodes = { unset: 0, error: 2 } as const;
const sampled = 1;

/** In whole microseconds: more than that a clock of ours does not know. */
function hrTime(milliseconds: number): HrTime {
  const microseconds = Math.round(milliseconds * 1000);
  const seconds = Math.floor(microseconds / 1_000_000);
  return [seconds, (microseconds - seconds * 1_000_000) * 1000];
}

function eventsOf({ events, error, endTime = 0 }: Run): SpanEvent[] {
  const spanEvents = events.map(({ name, time, attributes }): SpanEvent => {
    const bag = new AttributeBag();
    for (const [key, value] of Object.entries(attributes ?? {})) bag.set(key, value);
    return { name: name.toWellFormed(), time: hrTime(time), attributes: bag.attributes };
  });
  if (error === undefined) return spanEvents;
  const bag = new AttributeBag();
  bag.set(otel.exceptionType, error.name);
  bag.set(otel.exceptionMessage, error.message);
  // With its causes and members, as a terminal shows it.
  bag.set(otel.exceptionStack, errorText(error));
  return [...spanEvents, { name: otel.exception, time: hrTime(endTime), attributes: bag.attributes }];
}

/**
 * A run as a span, with the ids that `run.toHeaders()` tells in `traceparent`: parents are found over services, whichever of
 * them send their runs here as spans. A cancelled or interrupted run is no error.
 */
export function spanOf(run: Run, resource: SpanResource): OtlpSpan {
  const traceId = undashed(run.traceId);
  const contextOf = (id: string): SpanContext => ({ traceId, spanId: spanIdOf(id), traceFlags: sampled });
  const { name, runType, parentRunId, startTime, endTime = startTime, error } = run;
  const isCall = runType === 'llm' || runType === 'embedding';
  return {
    name: name.toWellFormed(),
    kind: isCall ? kinds.client : kinds.internal,
    spanContext: () => contextOf(run.id),
    ...(parentRunId === undefined ? {} : { parentSpanContext: contextOf(parentRunId) }),
    startTime: hrTime(startTime),
    endTime: hrTime(endTime),
    duration: hrTime(endTime - startTime),
    ended: true,
    status:
      error === undefined
        ? { code: statusCodes.unset }
        : { code: statusCodes.error, message: error.message.toWellFormed() },
    attributes: runAttributes(run),
    events: eventsOf(run),
    links: spanLinks(run),
    resource,
    instrumentationScope: { name: own.scope },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** What spans of a project say of the process they come from. */
export function resourceOf(given: Readonly<Record<string, string>>, projectName: string): SpanResource {
  const project = projectName.toWellFormed();
  const attributes = { [otel.service]: project, ...given, [openInference.project]: project };
  const resource: SpanResource = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}
