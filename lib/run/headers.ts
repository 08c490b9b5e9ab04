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
    if (value !== undefined && value !== null) record[name.toLowerCase()] = String(value); // A list joins with commas.
  }
  return record;
}

/** One header's value. */
export function readHeader(headers: IncomingHeaders, name: string): string | undefined {
  if (isHeadersObject(headers)) return headers.get(name) ?? undefined;
  return headersRecord(headers)[name];
}
