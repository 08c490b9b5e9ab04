import type { ReadAttachment } from '../attachments/attachmentReads.js';
import { JsonDesk } from '../json/jsonDesk.js';
import { layout, PackedRun, partFrames, writeHeader, type PackedKind } from './packedRun.js';
import type { RunMembers } from './runMembers.js';
import type { Slabs } from './slabs.js';

/** The bytes of an attachment, in memory that nobody else writes to. */
export function attachmentBytes({ data }: ReadAttachment): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

export function attachmentList(attachments: RunMembers['attachments'], bytes: readonly Buffer[]): string {
  if (bytes.length === 0) return '';
  const entries = attachments.map(([name, { mimeType }], index) => [name, mimeType, bytes[index]?.length ?? 0]);
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

/** Writes all of a run, and gives the places where its pieces end, in the order of {@link layout}. */
function writeMembers({ core, parts, attachments }: RunMembers, desk: JsonDesk): number[] {
  desk.text(core);
  const ends = [desk.length];
  for (let index = 0; index < partFrames.length; index++) {
    const part = parts[index];
    const [before, behind] = partFrames[index] ?? ['', ''];
    if (part !== undefined) {
      desk.text(before);
      desk.json(part);
      desk.text(behind);
    }
    ends.push(desk.length);
  }
  desk.text('}');
  ends.push(desk.length);
  const files = attachments.map(([, attachment]) => attachmentBytes(attachment));
  desk.text(attachmentList(attachments, files));
  ends.push(desk.length);
  for (const bytes of files) desk.bytes(bytes);
  return ends;
}
/** Writes a run at once. Throws where the run has something that JSON cannot say: it came from somewhere else than a trace. */
export function packRun(members: RunMembers, kind: PackedKind, slabs: Slabs): PackedRun {
  return atDesk((desk) => {
    desk.clear();
    const ends = writeMembers(members, desk);
    const { written } = desk;
    const size = layout.header + written.length;
    const slab = slabs.room(size);
    const memory = slab?.memory ?? Buffer.allocUnsafeSlow(size);
    const at = slab?.used ?? 0;
    writeHeader(memory, at, kind, ends, size);
    memory.set(written, at + layout.header);
    slab?.take(size);
    return new PackedRun(memory, at, slab);
  });
}
