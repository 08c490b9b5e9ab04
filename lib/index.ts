export { configure, flush, shutdown, type ConfigureOptions } from './configure/configure.js';
export type { Diagnostic, DiagnosticHandler } from './diagnostics/diagnostic.js';
export {
  traceable,
  type MethodDecorator,
  type TraceableDecorator,
  type TraceableFunction,
} from './decorators/traceable.js';
export { asRunnable, runnable, type RunnableMethod } from './decorators/runnable.js';
export type { RunnableOptions } from './decorators/runnableOptions.js';
export type { BatchConfig, BatchOptions, RunnableProtocol } from './decorators/runnableProtocol.js';
export { combineExporters } from './export/combineExporters.js';
export { ConsoleExporter, type ConsoleExporterOptions } from './export/consoleExporter.js';
export type { DeliveryOptions, Exporter } from './export/exporter.js';
export { MemoryExporter } from './export/memoryExporter.js';
export type { ErrorRecord } from './capture/errorRecord.js';
export type { AnonymizerRule } from './capture/redaction/anonymizerRules.js';
export type { Hide, RedactedField, RedactionOptions } from './capture/redaction/redactionOptions.js';
export type { ScrubOptions } from './capture/redaction/secretScrubber.js';
export type { IncomingHeaders } from './run/headers.js';
export type { AttachmentData, GivenAttachment } from './run/attachment.js';
export type { AttachmentSource, EndStatus, Run, RunAttachment, RunEvent, RunStatus, RunType } from './run/run.js';
export type { RunnableConfig } from './run/runnableConfig.js';
export type { RunObserver } from './run/runObserver.js';
export type { RunDescription, RunInit } from './run/runDescription.js';
export { RunTree } from './run/runTree.js';
export type { WireRun } from './run/wireRun.js';
export { getCurrentRunTree, NoActiveRunError, requireCurrentRunTree } from './trace/currentRun.js';
export type { ParentSource } from './trace/parentSource.js';
export type { BlockRun } from './trace/blockRun.js';
export { startRun, trace, type StartRunOptions, type TraceOptions } from './trace/startRun.js';
export type { TraceableOptions } from './trace/traceableOptions.js';
export { tracingContext, type TracingContextOptions } from './trace/tracingContext.js';
export { isTraceable, withExtra, type CallExtra } from './trace/withExtra.js';
export { bind } from './zone/bind.js';
export { bindEmitter } from './zone/bindEmitter.js';
export { keep } from './zone/keep.js';
export type { ZoneSettings } from './zone/settings.js';
export { Zone, type ActiveRun, type ZoneChanges } from './zone/zone.js';
