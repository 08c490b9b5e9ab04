import { toWireRun, type WireRun } from '../../run/wireRun.js';
import type { Run } from '../../run/run.js';
import { areRead, isRead, type NamedAttachments, type NamedBytes } from '../attachments/attachmentReads.js';

/** A run as it is about to be written: the text of the core, and each part (in the order of `partNames`; of `extra` the metadata). */
export interface RunMembers {
  /** JSON, still without its closing brace. */
  readonly core: string;
  readonly parts: readonly unknown[];
  /** Those whose bytes are there. */
  readonly attachments: NamedBytes;
  /** All of them, where some are still to be read. */
  readonly unread?: NamedAttachments | undefined;
}

/** What needs no escape: ids, times, most names. Asking of all at once costs a tenth of having each quoted. */
const plain = /^[\w .:/@-]*$/;

function bare(text: string): string {
  return `"${text}"`;
}

/**
 * All of the wire form but the parts, in this order, because the ids are found by their place. By hand: a loop over names
 * costs four times as much, because each place reads one member only.
 */
function coreText(wire: WireRun): string {
  const { id, trace_id: trace, dotted_order: order, parent_run_id: parent, name, run_type: type, end_time: end } = wire;
  const { session_name: project, status, tags } = wire;
  const isPlain = plain.test(id + trace + order + (parent ?? '') + name + type + project + status);
  const quoted: (text: string) => string = isPlain ? bare : JSON.stringify;
  return (
    `{"id":${quoted(id)},"trace_id":${quoted(trace)},"dotted_order":${quoted(order)}` +
    `,"parent_run_id":${parent === null ? 'null' : quoted(parent)},"name":${quoted(name)},"run_type":${quoted(type)}` +
    `,"start_time":"${wire.start_time}","end_time":${end === null ? 'null' : `"${end}"`}` +
    `,"session_name":${quoted(project)},"status":${quoted(status)}` +
    `,"tags":${tags.length === 0 ? '[]' : JSON.stringify(tags)}`
  );
}

const noAttachments: NamedBytes = [];

/** `withErrorRecord`: also what the wire has no place for, for targets that want whole runs back. */
export function membersOf(run: Run, withErrorRecord: boolean): RunMembers {
  const wire = toWireRun(run);
  const { inputs, outputs, extra, events, error } = wire;
  const { attachments } = run;
  const core = coreText(wire);
  return {
    core: withErrorRecord && run.error !== undefined ? `${core},"error_record":${JSON.stringify(run.error)}` : core,
    parts: [inputs, outputs ?? undefined, extra.metadata, events.length === 0 ? undefined : events, error ?? undefined],
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
