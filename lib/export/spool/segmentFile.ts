import { crc32 } from 'node:zlib';
import { layout, PackedRun } from '../batch/packedRun.js';

/** The checksum covers everything behind its place. */
function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(layout.kindAt));
}

/** Makes the bytes of a run ready for a file. */
export function sealRun(run: PackedRun): Buffer {
  const { bytes } = run;
  bytes.writeUInt32LE(checksum(bytes), layout.checksumAt);
  return bytes;
}

const mark = Buffer.alloc(4);
mark.writeUInt32LE(layout.mark);

/** "TRS1": the runs of a trace that stand before it are settled. */
const settled = 0x31535254;
const settledLength = 8 + 36;

/** Says in a file that the runs of a trace that stand before it are not to be delivered from there. */
export function settledMark(traceId: string): Buffer {
  const bytes = Buffer.alloc(settledLength);
  bytes.writeUInt32LE(settled, 0);
  bytes.write(traceId, 8, 'latin1');
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

function settledTraceAt(bytes: Buffer, at: number): string | undefined {
  const whole = bytes.subarray(at, at + settledLength);
  if (whole.length < settledLength || whole.readUInt32LE(0) !== settled) return undefined;
  return crc32(whole.subarray(8)) === whole.readUInt32LE(4) ? whole.toString('latin1', 8) : undefined;
}

/** What a file of runs holds. */
export interface Segment {
  readonly runs: readonly PackedRun[];
  /** Bytes that are no run: torn by a crash or a full disk, or damaged since. */
  readonly damagedBytes: number;
}

function runAt(bytes: Buffer, at: number): PackedRun | undefined {
  if (at + layout.header > bytes.length || bytes.readUInt32LE(at) !== layout.mark) return undefined;
  const size = bytes.readUInt32LE(at + layout.sizeAt);
  if (size < layout.header || at + size > bytes.length) return undefined;
  const whole = bytes.subarray(at, at + size);
  return checksum(whole) === whole.readUInt32LE(layout.checksumAt) ? new PackedRun(bytes, at) : undefined;
}

/** Reads every run that is whole, wherever in the file the damage is. */
export function readSegment(bytes: Buffer): Segment {
  let runs: PackedRun[] = [];
  let damagedBytes = 0;
  for (let at = 0; at < bytes.length;) {
    const run = runAt(bytes, at);
    if (run !== undefined) {
      runs.push(run);
      at += run.size;
      continue;
    }
    const traceId = settledTraceAt(bytes, at);
    if (traceId !== undefined) {
      runs = runs.filter((each) => each.traceId !== traceId);
      at += settledLength;
      continue;
    }
    const next = bytes.indexOf(mark, at + 1);
    const end = next < 0 ? bytes.length : next;
    damagedBytes += end - at;
    at = end;
  }
  return { runs, damagedBytes };
}
