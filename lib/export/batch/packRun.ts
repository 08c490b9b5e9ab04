import type { ReadAttachment } from '../attachments/attachmentReads.js';
import { layout, PackedRun, partFrames, writeHeader, type PackedKind } from './packedRun.js';
import type { RunMembers } from './runMembers.js';
import type { Slabs } from './slabs.js';

/** A run as the texts that are written. */
interface Texts {
  readonly core: string;
  /** Without their names; `undefined` for those that are not there. */
  readonly parts: readonly (string | undefined)[];
  /** The list of attachments, and their bytes. */
  readonly list: string;
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

function textsOf(members: RunMembers): Texts {
  const attachments = members.attachments.map(([, attachment]) => attachmentBytes(attachment));
  return {
    core: members.core,
    parts: members.parts.map((value) => JSON.stringify(value) as string | undefined),
    list: attachmentList(members, attachments),
    attachments,
  };
}

/** What stands around the parts, in bytes: joined to their texts, it would have those copied once more. */
const before: readonly Buffer[] = partFrames.map(([text]) => Buffer.from(text));
const behind: readonly Buffer[] = partFrames.map(([, text]) => Buffer.from(text));
const closingBrace = 0x7d;
const fixedBytes = layout.header + [...before, ...behind].reduce((total, { length }) => total + length, 1);

/** The bytes that a run takes at most, where a character takes so many. */
function mostBytes({ core, parts, list, attachments }: Texts, lengthOf: (text: string) => number): number {
  let most = fixedBytes + lengthOf(core) + lengthOf(list);
  for (const text of parts) if (text !== undefined) most += lengthOf(text);
  for (const { length } of attachments) most += length;
  return most;
}

/** A character takes at most three bytes of UTF-8: cheaper to leave that much room than to count first. */
function roomFor(text: string): number {
  return 3 * text.length;
}

/** Writes a run at once. Throws where the run has something that JSON cannot say: it came from somewhere else than a trace. */
export function packRun(members: RunMembers, kind: PackedKind, slabs: Slabs): PackedRun {
  const texts = textsOf(members);
  const slab = slabs.room(mostBytes(texts, roomFor));
  const memory = slab?.memory ?? Buffer.allocUnsafeSlow(mostBytes(texts, Buffer.byteLength));
  const at = slab?.used ?? 0;
  const start = at + layout.header;
  let end = start + memory.write(texts.core, start);
  const ends = [end - start];
  for (let index = 0; index < before.length; index++) {
    const text = texts.parts[index];
    if (text !== undefined) {
      end += before[index]?.copy(memory, end) ?? 0;
      end += memory.write(text, end);
      end += behind[index]?.copy(memory, end) ?? 0;
    }
    ends.push(end - start);
  }
  memory[end] = closingBrace;
  end += 1;
  ends.push(end - start);
  if (texts.list !== '') end += memory.write(texts.list, end);
  ends.push(end - start);
  for (const bytes of texts.attachments) end += bytes.copy(memory, end);
  writeHeader(memory, at, kind, ends, end - at);
  slab?.take(end - at);
  return new PackedRun(memory, at, slab);
}
