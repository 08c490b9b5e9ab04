import { dashed } from '../../run/identity.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { oneLine, previewOf } from '../ingest/preview.js';
import type { RunChange } from '../store/runChange.js';
import type { Span } from './span.js';
import { inputsOf, isContent, outputsOf, unpacked } from './spanContent.js';
import {
  errorOf,
  firstTokenTime,
  modelOf,
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

function metadataOf({ attributes }: Span): Readonly<Record<string, unknown>> {
  const entries = Object.entries(attributes).filter(([name]) => !isContent(name) && name !== 'metadata');
  const own = unpacked(attributes['metadata']);
  return {
    ...Object.fromEntries(entries),
    ...(typeof own === 'object' && own !== null && !Array.isArray(own) ? own : {}),
  };
}

function eventsOf({ events }: Span): readonly object[] {
  return events.map(({ name, time, attributes }) => ({ name, time: isoTimestamp(time), kwargs: attributes }));
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** A span as the run that it stands for. `project`: what a header named. */
export function spanChange(span: Span, project: string | undefined): RunChange {
  const { attributes, endTime, parentSpanId } = span;
  const inputs = inputsOf(attributes);
  const outputs = outputsOf(attributes);
  const error = errorOf(span);
  const parts = {
    inputs: json(inputs),
    outputs: json(outputs),
    error: json(error),
    events: span.events.length === 0 ? undefined : json(eventsOf(span)),
    extra: json({ metadata: metadataOf(span), runtime: { ...span.resource, 'otel.scope': span.scope } }),
  };
  return {
    id: runId(span.spanId),
    rank: endTime === undefined ? 0 : 2,
    facts: {
      traceId: dashed(span.traceId),
      parentId: parentSpanId === undefined ? null : runId(parentSpanId),
      name: span.name,
      runType: runTypeOf(attributes),
      project: projectOf(span, project),
      startTime: span.startTime,
      endTime,
      firstTokenTime: firstTokenTime(span),
      endStatus: span.isError ? 'error' : undefined,
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
