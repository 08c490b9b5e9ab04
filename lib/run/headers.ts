/** Incoming headers: a `Headers` object, or a record as Node's `request.headers`, in any case. */
export type IncomingHeaders = HeadersLike | Readonly<Record<string, HeaderValue>>;

/** What Node and HTTP clients hold as one header. */
export type HeaderValue = string | number | boolean | readonly string[] | null | undefined;

/** What is used of a `Headers` object. */
export interface HeadersLike {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

export const headerNames = {
  trace: 'langsmith-trace',
  baggage: 'baggage',
  traceParent: 'traceparent',
  traceState: 'tracestate',
} as const;

export function isHeadersObject(headers: object): headers is HeadersLike {
  const { get, forEach } = headers as { get?: unknown; forEach?: unknown };
  return typeof get === 'function' && typeof forEach === 'function';
}

/** A request (or what a cloud calls an event): it has headers, and is none. */
export function isRequest(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('headers' in value)) return false;
  return typeof value.headers === 'object' && value.headers !== null && !Array.isArray(value.headers);
}

/** Headers as a record with lowercase names; several values of one name joined as HTTP joins them. */
export function headersRecord(headers: IncomingHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  if (isHeadersObject(headers)) {
    headers.forEach((value, name) => {
      record[name.toLowerCase()] = value;
    });
    return record;
  }
  for (const [name, value] of Object.entries(headers)) {
    const text = headerText(value);
    if (text !== undefined) record[name.toLowerCase()] = text;
  }
  return record;
}

/** A list joins with commas. What is no header's value is left out. */
function headerText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  try {
    return Array.isArray(value) ? value.flatMap((item) => headerText(item) ?? []).join(',') : undefined;
  } catch {
    return undefined; // A revoked proxy.
  }
}

/** One header's value. */
export function readHeader(headers: IncomingHeaders, name: string): string | undefined {
  if (isHeadersObject(headers)) return headers.get(name) ?? undefined;
  return headersRecord(headers)[name];
}
