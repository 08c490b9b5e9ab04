import { processInfo } from '../processInfo.js';
import type { BatchedRun } from './batchTarget.js';
import type { Slab } from './slabs.js';

export type PackedKind = BatchedRun['kind'];

const kinds: readonly PackedKind[] = ['post', 'patch', 'feedback'];

/** The members of a run that travel as parts of their own, in their order behind the core. */
export const partNames = ['inputs', 'outputs', 'extra', 'events', 'error'] as const;

export type PartName = (typeof partNames)[number];

/** What stands before and behind each part: of `extra` all but the metadata is the same for every run of the process. */
export const partFrames: readonly (readonly [before: string, behind: string])[] = partNames.map((name) =>
  name === 'extra' ? [`,"extra":{"metadata":`, `,"runtime":${processInfo}}`] : [`,"${name}":`, ''],
);

/** A file that travels beside a run. */
export interface PackedAttachment {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/**
 * The layout, little endian: mark, size of all, checksum, kind (4 bytes each); the ends of the core, of the five parts, of
 * the JSON and of the list of attachments (4 bytes each), counted from the end of the header; then the JSON, the list of
 * attachments as JSON, and their bytes. In memory and in a spool file alike.
 */
export const layout: Readonly<
  Record<'mark' | 'sizeAt' | 'checksumAt' | 'kindAt' | 'endsAt' | 'ends' | 'header', number>
> = {
  mark: 0x314e5254, // "TRN1" as it stands in a file.
  sizeAt: 4,
  checksumAt: 8,
  kindAt: 12,
  endsAt: 16,
  ends: partNames.length + 3,
  header: 16 + (partNames.length + 3) * 4,
};

const jsonEnd = partNames.length + 1;
const idAt = '{"id":"'.length;
const uuidLength = 36;
const traceIdAt = idAt + uuidLength + '","trace_id":"'.length;

/**
 * One run as the bytes that go on the wire, made once. The JSON is that of the whole run; the places of its parts are known,
 * so that every way of sending takes slices of it and nothing is written twice.
 */
export class PackedRun implements BatchedRun {
  private readonly memory: Buffer;
  private readonly at: number;
  /** Bytes in memory, on disk and, about, on the wire. */
  readonly size: number;

  private slab: Slab | undefined;

  /** `slab`: where the memory is not its own. */
  constructor(memory: Buffer, at: number, slab?: Slab) {
    this.memory = memory;
    this.at = at;
    this.slab = slab;
    this.size = memory.readUInt32LE(at + layout.sizeAt);
  }

  get kind(): PackedKind {
    return kinds[this.memory[this.at + layout.kindAt] ?? 0] ?? 'post';
  }

  set kind(kind: PackedKind) {
    this.memory[this.at + layout.kindAt] = kinds.indexOf(kind);
  }

  get id(): string {
    return this.#textAt(idAt);
  }

  get traceId(): string {
    return this.#textAt(traceIdAt);
  }

  /** All of it, header included. */
  get bytes(): Buffer {
    return this.memory.subarray(this.at, this.at + this.size);
  }

  /** The same in memory of its own: one that is kept for long must not keep the memory of its neighbours. */
  alone(): PackedRun {
    const copy = new PackedRun(Buffer.from(this.bytes), 0);
    this.release();
    return copy;
  }

  /** Nobody reads it any more: its memory is others'. */
  release(): void {
    this.slab?.leave();
    this.slab = undefined;
  }

  /** The run as one JSON object. */
  get json(): Buffer {
    return this.#slice(0, this.#end(jsonEnd));
  }

  /** The JSON of the run without its parts, still without its closing brace. */
  get openCore(): Buffer {
    return this.#slice(0, this.#end(0));
  }

  /** The JSON of one part; `undefined` where the run has none. */
  part(index: number): Buffer | undefined {
    const end = this.#end(index + 1);
    const start = this.#end(index);
    // Before it stands `,"inputs":`.
    return end === start ? undefined : this.#slice(start + (partNames[index]?.length ?? 0) + 4, end);
  }

  get hasAttachments(): boolean {
    return this.#end(jsonEnd + 1) > this.#end(jsonEnd);
  }

  get attachments(): readonly PackedAttachment[] {
    if (!this.hasAttachments) return [];
    let at = this.#end(jsonEnd + 1);
    const list = JSON.parse(this.#slice(this.#end(jsonEnd), at).toString()) as [string, string, number][];
    return list.map(([name, mimeType, length]) => ({ name, mimeType, bytes: this.#slice(at, (at += length)) }));
  }

  #end(index: number): number {
    return this.memory.readUInt32LE(this.at + layout.endsAt + index * 4);
  }

  #slice(from: number, to: number): Buffer {
    const start = this.at + layout.header;
    return this.memory.subarray(start + from, start + to);
  }

  #textAt(offset: number): string {
    const start = this.at + layout.header + offset;
    return this.memory.toString('latin1', start, start + uuidLength);
  }
}

/** Writes the header of a run whose JSON and attachments stand, or will stand, behind it. */
export function writeHeader(memory: Buffer, at: number, kind: PackedKind, ends: readonly number[], size: number): void {
  memory.writeUInt32LE(layout.mark, at);
  memory.writeUInt32LE(size, at + layout.sizeAt);
  memory.writeUInt32LE(0, at + layout.checksumAt);
  memory.writeUInt32LE(kinds.indexOf(kind), at + layout.kindAt);
  for (let index = 0; index < layout.ends; index++) {
    memory.writeUInt32LE(ends[index] ?? 0, at + layout.endsAt + index * 4);
  }
}
