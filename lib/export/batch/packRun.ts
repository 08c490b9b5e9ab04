import type { ReadAttachment } from '../attachments/attachmentReads.js';
import { JsonDesk } from '../json/jsonDesk.js';
import { layout, PackedRun, partFrames, writeHeader, type PackedKind } from './packedRun.js';
import type { RunMembers } from './runMembers.js';
import type { Slabs } from './slabs.js';

/** The bytes of an attachment, in memory that nobody else writes to. */
export function attachmentBytes({ data }: ReadAttachment): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

export function attachmentList(members: RunMembers, bytes: readonly Buffer[]): string {
  if (bytes.length === 0) return '';
  const entries = members.attachments.map(([name, { mimeType }], index) => [name, mimeType, bytes[index]?.length ?? 0]);
  return JSON.stringify(entries);
}

/** Larger ones are written in memory of their own, that is given back with them. */
const largestKept = 2 ** 20;

let desk: JsonDesk | undefined;
let isTaken = false;

/** Gives what `work` makes on a desk. Of its own where one run is written while another is: a `toJSON` may call traced code. */
function atDesk<T>(work: (desk: JsonDesk) => T): T {
  if (isTaken) return work(new JsonDesk());
  isTaken = true;
  try {
    return work((desk ??= new JsonDesk()));
  } finally {
    isTaken = false;
    if (desk !== undefined && desk.size > largestKept) desk = undefined;
  }
}

function writeMembers(members: RunMembers, desk: JsonDesk): number[] {
  const ends: number[] = [];
  const close = (): void => void ends.push(desk.length - layout.header);
  desk.text(members.core);
  close();
  for (const [index, [before, behind]] of partFrames.entries()) {
    const part = members.parts[index];
    if (part !== undefined) {
      desk.text(before);
      desk.json(part);
      desk.text(behind);
    }
    close();
  }
  desk.text('}');
  close();
  const attachments = members.attachments.map(([, attachment]) => attachmentBytes(attachment));
  desk.text(attachmentList(members, attachments));
  close();
  for (const bytes of attachments) desk.bytes(bytes);
  return ends;
}

/** Writes a run at once. Throws where the run has something that JSON cannot say: it came from somewhere else than a trace. */
export function packRun(members: RunMembers, kind: PackedKind, slabs: Slabs): PackedRun {
  return atDesk((desk) => {
    desk.clear(layout.header);
    const ends = writeMembers(members, desk);
    const { written } = desk;
    writeHeader(written, 0, kind, ends, written.length);
    const slab = slabs.room(written.length);
    const memory = slab?.memory ?? Buffer.allocUnsafeSlow(written.length);
    const at = slab?.used ?? 0;
    memory.set(written, at);
    slab?.take(written.length);
    return new PackedRun(memory, at, slab);
  });
}
