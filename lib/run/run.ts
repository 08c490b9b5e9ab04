import type { ErrorRecord } from '../capture/errorRecord.js';

/** What kind of work a run is: LangSmith's run types, and `agent`. */
export type RunType = 'llm' | 'chain' | 'tool' | 'retriever' | 'embedding' | 'prompt' | 'parser' | 'agent';

export const runTypes: readonly RunType[] = [
  'llm',
  'chain',
  'tool',
  'retriever',
  'embedding',
  'prompt',
  'parser',
  'agent',
];

/**
 * Where a run stands. `cancelled`: its consumer stopped early. `interrupted`: a LangGraph interrupt, which is control flow
 * and no error. `abandoned`: dropped without an end, and found out when the garbage collector took it.
 */
export type RunStatus = 'running' | 'success' | 'error' | 'cancelled' | 'interrupted' | 'abandoned';

/** The ways in which a run can end. */
export type EndStatus = Exclude<RunStatus, 'running'>;

/** Something that happened while a run was going on. */
export interface RunEvent {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Where the bytes of an attachment are to be had: in a file, in a `Blob`, or in a stream, which can be read once.
 * `BatchExporter` and those that are one read it when the run has ended.
 */
export type AttachmentSource =
  { readonly path: string } | Blob | ReadableStream<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** A file that belongs to a run. */
export interface RunAttachment {
  readonly mimeType: string;
  readonly data: Uint8Array | string | AttachmentSource;
}

/** One traced call as plain data: what exporters are given. */
export interface Run {
  /** A UUIDv7 of the start. */
  readonly id: string;
  /** The id of the trace's root run. */
  readonly traceId: string;
  readonly parentRunId: string | undefined;
  /** LangSmith's sortable path from the root to this run. */
  readonly dottedOrder: string;
  readonly name: string;
  readonly runType: RunType;
  /** Milliseconds since the epoch, microseconds in the fraction. */
  readonly startTime: number;
  /** As `startTime`; absent while the run is going on. */
  readonly endTime: number | undefined;
  readonly status: RunStatus;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  readonly error: ErrorRecord | undefined;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly events: readonly RunEvent[];
  readonly attachments: Readonly<Record<string, RunAttachment>>;
  readonly projectName: string;
}
