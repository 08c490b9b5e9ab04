import { toWireRun, type WireRun } from '../../run/wireRun.js';
import type { Run } from '../../run/run.js';
import { areRead, isRead, type NamedAttachments, type NamedBytes } from '../attachments/attachmentReads.js';
import { partNames, type PartName } from './packedRun.js';

/** A run as it is about to be written: the text of the core, and each part (in the order of `partNames`). */
export interface RunMembers {
  /** JSON, still without its closing brace. */
  readonly core: string;
  readonly parts: readonly unknown[];
  /** Those whose bytes are there. */
  readonly attachments: NamedBytes;
  /** All of them, where some are still to be read. */
  readonly unread?: NamedAttachments | undefined;
}

/** In this order, because the ids are found by their place. A member that is missing here does not compile. */
const coreMembers: Readonly<Record<Exclude<keyof WireRun, PartName>, true>> = {
  id: true,
  trace_id: true,
  dotted_order: true,
  parent_run_id: true,
  name: true,
  run_type: true,
  start_time: true,
  end_time: true,
  session_name: true,
  status: true,
  tags: true,
};
const coreNames = Object.keys(coreMembers) as (keyof typeof coreMembers)[];

/** What needs no escape: ids, times, most names. Asking costs a tenth of having it quoted. */
const plain = /^[\w .:/@-]*$/;

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

function coreText(wire: WireRun): string {
  let text = '';
  for (const name of coreNames) {
    const value = wire[name];
    text += `${text === '' ? '{' : ','}"${name}":${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`;
  }
  return text;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

const noAttachments: NamedBytes = [];

/** `withErrorRecord`: also what the wire has no place for, for targets that want whole runs back. */
export function membersOf(run: Run, withErrorRecord: boolean): RunMembers {
  const wire = toWireRun(run);
  const { attachments } = run;
  const core = coreText(wire);
  const parts: unknown[] = [];
  for (const name of partNames) parts.push(isEmpty(wire[name]) ? undefined : wire[name]);
  return {
    core: withErrorRecord && run.error !== undefined ? `${core},"error_record":${JSON.stringify(run.error)}` : core,
    parts,
    ...(hasMembers(attachments)
      ? filesOf(Object.entries(attachments) as NamedAttachments)
      : { attachments: noAttachments }),
  };
}

function filesOf(files: NamedAttachments): Pick<RunMembers, 'attachments' | 'unread'> {
  return areRead(files) ? { attachments: files } : { attachments: files.filter(isRead), unread: files };
}

function hasMembers(record: object): boolean {
  for (const _ in record) return true;
  return false;
}
