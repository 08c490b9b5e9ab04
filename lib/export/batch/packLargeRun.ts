import { jsonSlices, weigh } from '../json/jsonSlices.js';
import { Stretches } from './nextTurn.js';
import { attachmentBytes, attachmentList } from './packRun.js';
import { layout, PackedRun, partFrames, writeHeader, type PackedKind } from './packedRun.js';
import type { RunMembers } from './runMembers.js';

/** Characters of JSON and bytes of files from which on a run is written in slices: what takes the program about a millisecond. */
const largeWeight = 256 * 1024;

/** Bytes that are copied in one go: some hundred microseconds. */
const copyLength = 2 ** 20;

/** About the characters of JSON that a run comes to, where that is many; `undefined` for all others. */
export function weightOf(members: RunMembers): number | undefined {
  if (weighParts(members, largeWeight) < largeWeight) return undefined;
  return weighParts(members, Infinity);
}

function weighParts({ parts, attachments }: RunMembers, limit: number): number {
  let weight = 0;
  for (const [, { data }] of attachments) weight += data.length;
  for (const part of parts) weight += part === undefined ? 0 : weigh(part, limit - weight);
  return weight;
}

/** The bytes of a large run as they come, with the places where the parts end. */
class Pieces {
  readonly #pieces: Buffer[] = [];
  readonly #stretches = new Stretches();
  #length = 0;
  readonly ends: number[] = [];

  async add(slices: Iterable<string>): Promise<void> {
    for (const slice of slices) {
      const piece = Buffer.from(slice);
      this.#pieces.push(piece);
      this.#length += piece.length;
      await this.#stretches.step();
    }
  }

  close(): void {
    this.ends.push(this.#length);
  }

  async joined(kind: PackedKind, attachments: readonly Buffer[]): Promise<PackedRun> {
    const size = [...this.#pieces, ...attachments].reduce((total, { length }) => total + length, layout.header);
    const memory = Buffer.allocUnsafeSlow(size);
    writeHeader(memory, 0, kind, this.ends, size);
    let at: number = layout.header;
    for (const piece of [...this.#pieces, ...attachments]) {
      for (let from = 0; from < piece.length; from += copyLength) {
        at += piece.copy(memory, at, from, Math.min(piece.length, from + copyLength));
        await this.#stretches.step();
      }
    }
    return new PackedRun(memory, 0);
  }
}

/**
 * Writes a large run bit by bit, between which the program gets its turns. The run has ended, so that nothing in it changes
 * any more.
 */
export async function packLargeRun(members: RunMembers, kind: PackedKind): Promise<PackedRun> {
  const pieces = new Pieces();
  await pieces.add([members.core]);
  pieces.close();
  for (const [index, part] of members.parts.entries()) {
    if (part !== undefined) {
      const [before = '', behind = ''] = partFrames[index] ?? [];
      await pieces.add([before]);
      await pieces.add(jsonSlices(part));
      await pieces.add([behind]);
    }
    pieces.close();
  }
  await pieces.add(['}']);
  pieces.close();
  const attachments = members.attachments.map(([, attachment]) => attachmentBytes(attachment));
  await pieces.add([attachmentList(members.attachments, attachments)]);
  pieces.close();
  return pieces.joined(kind, attachments);
}
