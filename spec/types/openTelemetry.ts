/** What is stated of OpenTelemetry's types by hand, because they are not installed with the package, is what they say. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { OtlpExporter, type OtlpSpan, type OtlpSpanExporter } from 'tracenest/exporters';

export const spanIsReadable = (span: OtlpSpan): ReadableSpan => span;
export const anyExporterIsTaken = (exporter: SpanExporter): OtlpSpanExporter => exporter;
export const official = new OtlpExporter({
  exporter: new OTLPTraceExporter({ url: 'http://localhost:4318/v1/traces' }),
});

// @ts-expect-error a started run is no span
export const starts = new OtlpExporter({ sendStarts: true });
// @ts-expect-error gRPC has another exporter
export const grpc = new OtlpExporter({ protocol: 'grpc' });
