import type { ReadAttachment } from '../attachments/attachmentReads.js';
import { layout, PackedRun, partNames, writeHeader, type PackedKind } from './packedRun.js';
import type { RunMembers } from './runMembers.js';
import type { Slabs } from './slabs.js';

/** The texts of a packed run, in the order in which they are written. */
interface Texts {
  /** Core, parts, closing brace, list of attachments. A part that is not there is empty. */
  readonly all: readonly string[];
  readonly attachments: readonly Buffer[];
}

/** The bytes of an attachment, in memory that nobody else writes to. */
export function attachmentBytes({ data }: ReadAttachment): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

export function attachmentList(members: RunMembers, bytes: readonly Buffer[]): string {
  if (bytes.length === 0) return '';
  const entries = members.attachments.map(([name, { mimeType }], index) => [name, mimeType, bytes[index]?.length ?? 0]);
  return JSON.stringify(entries);
}

export function partText(index: number, value: unknown): string {
  return value === undefined ? '' : `,"${partNames[index] ?? ''}":${JSON.stringify(value)}`;
}

function textsOf(members: RunMembers): Texts {
  const attachments = members.attachments.map(([, attachment]) => attachmentBytes(attachment));
  const parts = members.parts.map((value, index) => partText(index, value));
  return { all: [members.core, ...parts, '}', attachmentList(members, attachments)], attachments };
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}

function ownMemory({ all, attachments }: Texts): Buffer {
  const size = sum(all.map((text) => Buffer.byteLength(text))) + sum(attachments.map(({ length }) => length));
  return Buffer.allocUnsafeSlow(layout.header + size);
}

/** Writes a run at once. Throws where the run has something that JSON cannot say: it came from somewhere else than a trace. */
export function packRun(members: RunMembers, kind: PackedKind, slabs: Slabs): PackedRun {
  const texts = textsOf(members);
  const { all, attachments } = texts;
  // A character takes at most three bytes of UTF-8: cheaper to leave that much room than to count first.
  const most = layout.header + 3 * sum(all.map(({ length }) => length)) + sum(attachments.map(({ length }) => length));
  const slab = slabs.room(most);
  const memory = slab?.memory ?? ownMemory(texts);
  const at = slab?.used ?? 0;
  const ends: number[] = [];
  let end = at + layout.header;
  for (const text of all) {
    if (text !== '') end += memory.write(text, end);
    ends.push(end - at - layout.header);
  }
  for (const bytes of attachments) end += bytes.copy(memory, end);
  const size = end - at;
  writeHeader(memory, at, kind, ends, size);
  slab?.take(size);
  return new PackedRun(memory, at, slab);
}
