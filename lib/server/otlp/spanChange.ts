import { openInference, own } from '../../conventions/attributeNames.js';
import { dashed, isUuid } from '../../run/identity.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { spanIdOf } from '../../run/traceparent.js';
import { oneLine, previewOf } from '../ingest/preview.js';
import type { RunChange, RunFacts } from '../store/runChange.js';
import type { Span, SpanEvent } from './span.js';
import { inputsOf, isContent, outputsOf, unpacked } from './spanContent.js';
import {
  errorOf,
  firstTokenTime,
  metadataPrefixes,
  modelOf,
  nameOf,
  projectOf,
  runTypeOf,
  spanUsage,
  tagsOf,
  threadOfSpan,
} from './spanFacts.js';

/** Our runs' span ids are the last 16 digits of their ids; the first 16 are not told, and stand as zeros. */
function runId(spanId: string): string {
  return dashed(`0000000000000000${spanId}`);
}

/** A run of this package tells its whole id: it may have come another way too. */
function ownId({ attributes, spanId }: Span): string | undefined {
  const id = attributes[own.runId];
  return typeof id === 'string' && isUuid(id) && spanIdOf(id.toLowerCase()) === spanId ? id.toLowerCase() : undefined;
}

const endStatuses: ReadonlySet<unknown> = new Set<RunFacts['endStatus']>([
  'success',
  'error',
  'cancelled',
  'interrupted',
  'abandoned',
]);

function endStatusOf({ attributes, isError }: Span): RunFacts['endStatus'] {
  const told = attributes[own.status];
  if (endStatuses.has(told)) return told as RunFacts['endStatus'];
  return isError ? 'error' : undefined;
}

/** What users called it themselves. */
function userName(attribute: string): string {
  const prefix = metadataPrefixes.find((one) => attribute.startsWith(one)) ?? '';
  return attribute.slice(prefix.length);
}

function metadataOf({ attributes }: Span, isOwn: boolean): Readonly<Record<string, unknown>> {
  if (isOwn) return Object(unpacked(attributes[openInference.metadata])) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(attributes).filter(([name]) => !isContent(name) && name !== openInference.metadata);
  const own = unpacked(attributes[openInference.metadata]);
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [userName(name), value] as const)),
    ...(typeof own === 'object' && own !== null && !Array.isArray(own) ? own : {}),
  };
}

/** Links are kept as our own runs have them: as events. Those of our own exporter come as events besides. */
function linkEvents({ links, startTime }: Span): readonly SpanEvent[] {
  return links.map(({ traceId, spanId, traceState, attributes }) => ({
    name: 'link',
    time: startTime,
    attributes: {
      ...attributes,
      traceparent: `00-${traceId}-${spanId}-01`,
      ...(traceState === '' ? {} : { tracestate: traceState }),
    },
  }));
}

function eventsOf(span: Span, isOwn: boolean): readonly object[] {
  const events = isOwn ? span.events : [...linkEvents(span), ...span.events];
  return events.map(({ name, time, attributes }) => ({ name, time: isoTimestamp(time), kwargs: attributes }));
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** A span as the run that it stands for. `project`: what a header named. */
export function spanChange(span: Span, project: string | undefined): RunChange {
  const { attributes, endTime, parentSpanId } = span;
  const isOwn = span.scope === own.scope;
  const inputs = inputsOf(attributes, isOwn);
  const outputs = outputsOf(attributes, isOwn);
  const error = errorOf(span);
  const events = eventsOf(span, isOwn);
  const parts = {
    inputs: json(inputs),
    outputs: json(outputs),
    error: json(error),
    events: events.length === 0 ? undefined : json(events),
    extra: json({ metadata: metadataOf(span, isOwn), runtime: { ...span.resource, 'otel.scope': span.scope } }),
  };
  return {
    id: ownId(span) ?? runId(span.spanId),
    rank: endTime === undefined ? 0 : 2,
    facts: {
      traceId: dashed(span.traceId),
      parentId: parentSpanId === undefined ? null : runId(parentSpanId),
      name: nameOf(span),
      runType: runTypeOf(attributes),
      project: projectOf(span, project),
      startTime: span.startTime,
      endTime,
      firstTokenTime: firstTokenTime(span),
      endStatus: endStatusOf(span),
      errorPreview: error === undefined ? undefined : oneLine(error.split('\n')[0] ?? '', 300),
      model: modelOf(attributes),
      usage: spanUsage(attributes),
      tags: tagsOf(attributes),
      threadId: threadOfSpan(attributes),
    },
    payload: {
      inputPreview: previewOf(inputs),
      outputPreview: previewOf(outputs),
      parts: Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== undefined)),
    },
    attachments: [],
  };
}
