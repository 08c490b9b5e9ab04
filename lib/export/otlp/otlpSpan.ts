/** Seconds and nanoseconds since the epoch. */
export type HrTime = [seconds: number, nanoseconds: number];

export type AttributeValue = string | number | boolean | string[] | number[] | boolean[];

export type SpanAttributes = Record<string, AttributeValue>;

export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: SpanAttributes;
}

/** Another span that this one has to do with, and is not below. */
export interface SpanLink {
  readonly context: SpanContext;
  readonly attributes: SpanAttributes;
}

export interface SpanResource {
  readonly attributes: SpanAttributes;
  merge(other: SpanResource | null): SpanResource;
  getRawAttributes(): [string, AttributeValue][];
}

/**
 * What OpenTelemetry's SDK calls a `ReadableSpan`, as far as we fill it. Stated here, because the SDK is not installed with
 * this package, and types that name it would not compile for those who do not have it.
 */
export interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: SpanAttributes;
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  readonly resource: SpanResource;
  readonly instrumentationScope: { readonly name: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** What a `SpanExporter` calls back with; 0 is success. */
export interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

/** Any `SpanExporter` of OpenTelemetry's SDK 2. */
export interface OtlpSpanExporter {
  export(spans: OtlpSpan[], done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}
