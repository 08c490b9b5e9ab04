export { BatchExporter } from './export/batch/batchExporter.js';
export type { BatchOptions, KeepOptions } from './export/batch/batchOptions.js';
export type {
  BatchedAttachment,
  BatchedRun,
  BatchTarget,
  DeliveryOutcome,
  PlainRequest,
} from './export/batch/batchTarget.js';
export { DeliveryError } from './export/batch/deliveryError.js';
export { FileExporter } from './export/fileExporter.js';
export type { LangSmithEndpoint } from './export/langsmith/endpoint.js';
export type { Compression } from './export/langsmith/compression.js';
export type { Feedback } from './export/langsmith/feedback.js';
export { LangSmithExporter, type LangSmithExporterOptions } from './export/langsmith/langSmithExporter.js';
export { OtlpExporter, type OtlpExporterOptions } from './export/otlp/otlpExporter.js';
export type { OtlpProtocol } from './export/otlp/officialExporter.js';
export type { OtlpSpan, OtlpSpanExporter } from './export/otlp/otlpSpan.js';
export { readRunFile, type RunFile } from './export/readRunFile.js';
export { runForest, type RunNode } from './export/runForest.js';
export { treeText, type TreeTextOptions } from './export/treeText.js';
