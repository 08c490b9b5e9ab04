import { unread } from './attachments/unread.js';
import type { ErrorRecord } from '../capture/errorRecord.js';
import { filePathOf } from '../run/attachment.js';
import type { Run, RunAttachment, RunEvent, RunStatus, RunType } from '../run/run.js';
import { parseIsoTimestamp } from '../run/timestamp.js';
import { runTypeKey, toWireRun, type WireRun } from '../run/wireRun.js';

/** A run as a line of a file: the wire form, and what that form has no place for. */
export interface RunRecord extends WireRun {
  readonly error_record?: ErrorRecord;
  readonly attachments?: Readonly<Record<string, AttachmentRecord>>;
}

interface AttachmentRecord {
  readonly mime_type: string;
  readonly text?: string;
  readonly base64?: string;
  readonly path?: string;
}

function attachmentRecord({ mimeType, data }: RunAttachment): AttachmentRecord {
  if (typeof data === 'string') return { mime_type: mimeType, text: data };
  if (!(data instanceof Uint8Array)) {
    // Written at once, without waiting for anything: what is to be read before belongs into a `BatchExporter` around.
    const path = filePathOf(data);
    return path !== undefined
      ? { mime_type: mimeType, path }
      : { mime_type: 'text/plain', text: unread('a line is written without waiting for a stream') };
  }
  return { mime_type: mimeType, base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}

export function toRunRecord(run: Run): RunRecord {
  const attachments = Object.entries(run.attachments).map(([name, file]) => [name, attachmentRecord(file)] as const);
  return {
    ...toWireRun(run),
    ...(run.error === undefined ? {} : { error_record: run.error }),
    ...(attachments.length === 0 ? {} : { attachments: Object.fromEntries(attachments) }),
  };
}

function eventOf({ name, time, ...attributes }: Readonly<Record<string, unknown>>): RunEvent {
  const event = { name: String(name), time: parseIsoTimestamp(String(time)) ?? 0 };
  return Object.keys(attributes).length === 0 ? event : { ...event, attributes };
}

function attachmentsOf(record: RunRecord): Record<string, RunAttachment> {
  const entries = Object.entries(record.attachments ?? {}).map(
    ([name, { mime_type: mimeType, text, base64, path }]) => {
      const data = text ?? (path === undefined ? new Uint8Array(Buffer.from(base64 ?? '', 'base64')) : { path });
      return [name, { mimeType, data }] as const;
    },
  );
  return Object.fromEntries(entries);
}

function errorOf(record: RunRecord): ErrorRecord | undefined {
  if (record.error_record !== undefined) return record.error_record;
  return record.error === null ? undefined : { name: 'Error', message: record.error };
}

/** The run that a record was made of. */
export function fromRunRecord(record: RunRecord): Run {
  const { [runTypeKey]: ownType, ...metadata } = record.extra.metadata;
  return {
    id: record.id,
    traceId: record.trace_id,
    parentRunId: record.parent_run_id ?? undefined,
    dottedOrder: record.dotted_order,
    name: record.name,
    runType: (ownType ?? record.run_type) as RunType,
    startTime: parseIsoTimestamp(record.start_time) ?? 0,
    endTime: record.end_time === null ? undefined : parseIsoTimestamp(record.end_time),
    status: record.status as RunStatus,
    inputs: record.inputs,
    outputs: record.outputs ?? undefined,
    error: errorOf(record),
    tags: record.tags,
    metadata,
    events: record.events.map(eventOf),
    attachments: attachmentsOf(record),
    projectName: record.session_name,
  };
}
