import type { Attributes, Span, SpanEvent, SpanLink } from './span.js';

type Bag = Readonly<Record<string, unknown>>;

const maxDepth = 20;

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `{ stringValue: "a" }` as `"a"`. JSON writes 64-bit integers as texts. */
function anyValue(value: unknown, depth: number): unknown {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = bag(value);
  if (depth > maxDepth) return null;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return list(bag(arrayValue)['values']).map((item) => anyValue(item, depth + 1));
  if (kvlistValue !== undefined) return attributesOf(bag(kvlistValue)['values'], depth + 1);
  if (bytesValue instanceof Uint8Array) return Buffer.from(bytesValue).toString('base64');
  return bytesValue ?? null;
}

function attributesOf(pairs: unknown, depth: number = 0): Attributes {
  const entries = list(pairs).map((pair) => {
    const { key, value } = bag(pair);
    return [text(key), anyValue(value, depth)] as const;
  });
  return Object.fromEntries(entries);
}

/** Hexadecimal digits in JSON, bytes in protobuf; zeros mean that there is none. */
function idOf(value: unknown, digits: number): string | undefined {
  const id = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : text(value).toLowerCase();
  return id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id) ? id : undefined;
}

function milliseconds(nanoseconds: unknown): number | undefined {
  const value =
    typeof nanoseconds === 'string' ? BigInt(/^\d{1,20}$/.test(nanoseconds) ? nanoseconds : 0) : nanoseconds;
  // In whole microseconds first: as a double, a time in nanoseconds has lost some already.
  const time = typeof value === 'bigint' ? Number(value / 1000n) / 1000 : Math.round(Number(value ?? 0) / 1000) / 1000;
  return Number.isFinite(time) && time > 0 && time < 8.64e15 ? time : undefined;
}

function eventOf(value: unknown): SpanEvent {
  const { name, timeUnixNano, attributes } = bag(value);
  return { name: text(name), time: milliseconds(timeUnixNano) ?? 0, attributes: attributesOf(attributes) };
}

/** A link to nowhere is none. */
function linkOf(value: unknown): SpanLink[] {
  const link = bag(value);
  const traceId = idOf(link['traceId'], 32);
  const spanId = idOf(link['spanId'], 16);
  if (traceId === undefined || spanId === undefined) return [];
  return [{ traceId, spanId, traceState: text(link['traceState']), attributes: attributesOf(link['attributes']) }];
}

/** `1` and `2` in JSON as in protobuf; some exporters write the names. */
function isErrorCode(code: unknown): boolean {
  return code === 2 || code === 'STATUS_CODE_ERROR';
}

function spanOf(value: unknown, resource: Attributes, scope: string): Span {
  const span = bag(value);
  const traceId = idOf(span['traceId'], 32);
  const spanId = idOf(span['spanId'], 16);
  if (traceId === undefined) throw new Error('traceId is no 16 bytes, or all zeros.');
  if (spanId === undefined) throw new Error('spanId is no 8 bytes, or all zeros.');
  const startTime = milliseconds(span['startTimeUnixNano']);
  if (startTime === undefined) throw new Error('startTimeUnixNano is missing.');
  const status = bag(span['status']);
  return {
    traceId,
    spanId,
    parentSpanId: idOf(span['parentSpanId'], 16),
    name: text(span['name']),
    startTime,
    endTime: milliseconds(span['endTimeUnixNano']),
    attributes: attributesOf(span['attributes']),
    events: list(span['events']).map(eventOf),
    links: list(span['links']).flatMap(linkOf),
    isError: isErrorCode(status['code']),
    statusMessage: text(status['message']),
    resource,
    scope,
  };
}

/** The spans of an OTLP request, and what is wrong with those that are none. */
export function readSpans(request: unknown): { spans: readonly Span[]; errors: readonly string[] } {
  const spans: Span[] = [];
  const errors: string[] = [];
  for (const resourceSpans of list(bag(request)['resourceSpans']).map(bag)) {
    const resource = attributesOf(bag(resourceSpans['resource'])['attributes']);
    for (const scopeSpans of list(resourceSpans['scopeSpans']).map(bag)) {
      const scope = text(bag(scopeSpans['scope'])['name']);
      for (const [index, span] of list(scopeSpans['spans']).entries()) {
        try {
          spans.push(spanOf(span, resource, scope));
        } catch (error) {
          errors.push(`span ${index} of ${scope || 'an unnamed scope'}: ${(error as Error).message}`);
        }
      }
    }
  }
  return { spans, errors };
}
