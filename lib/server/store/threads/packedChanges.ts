import { partNames, type PartName } from '../../../wire/runDetail.js';
import type { JsonText, RunChange, RunFacts } from '../runChange.js';

/** Every fact: one that were missing here would be lost between the threads. */
const factNames = Object.keys({
  traceId: true,
  parentId: true,
  name: true,
  runType: true,
  project: true,
  startTime: true,
  endTime: true,
  firstTokenTime: true,
  endStatus: true,
  errorPreview: true,
  model: true,
  usage: true,
  tags: true,
  threadId: true,
} satisfies Record<keyof RunFacts, true>) as readonly (keyof RunFacts)[];

/**
 * Changes on their way to another thread: the bytes of all in memory that both see, and of each its values without their names,
 * as with them objects take two to three times as long to be copied. Where bytes belong stands how many.
 */
export interface PackedChanges {
  readonly rows: readonly (readonly unknown[])[];
  readonly memory: SharedArrayBuffer;
}

/** Puts bytes behind each other. */
class BytesWriter {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  /** Returns how many there are, to stand for them. */
  add(bytes: Uint8Array): number {
    this.#pieces.push(bytes);
    this.#size += bytes.byteLength;
    return bytes.byteLength;
  }

  /** @param memoryOf Memory for so many bytes. */
  whole(memoryOf: (size: number) => SharedArrayBuffer): SharedArrayBuffer {
    const memory = memoryOf(this.#size);
    const whole = new Uint8Array(memory);
    let position = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, position);
      position += piece.byteLength;
    }
    return memory;
  }
}

function packed(
  { id, rank, facts, payload, attachments, feedback }: RunChange,
  bytes: BytesWriter,
): readonly unknown[] {
  const { dottedOrder, inputPreview, outputPreview, parts } = payload;
  const files = attachments.map(({ name, mimeType, data }) => ({ name, mimeType, data: bytes.add(data) }));
  const row: unknown[] = [id, rank, files, dottedOrder, inputPreview, outputPreview, feedback];
  for (const name of partNames) {
    const part = parts[name];
    row.push(part instanceof Uint8Array ? bytes.add(part) : part);
  }
  for (const name of factNames) row.push(facts[name]);
  return row;
}

/** @param memoryOf Memory for so many bytes; it may hold more. */
export function packChanges(
  changes: readonly RunChange[],
  memoryOf: (size: number) => SharedArrayBuffer,
): PackedChanges {
  const bytes = new BytesWriter();
  return { rows: changes.map((change) => packed(change, bytes)), memory: bytes.whole(memoryOf) };
}

const firstPart = 7;
const firstFact = firstPart + partNames.length;

interface PackedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly data: number;
}

function unpacked(row: readonly unknown[], take: (length: number) => Uint8Array): RunChange {
  const [id, rank, files, dottedOrder, inputPreview, outputPreview, feedback] = row;
  const attachments = (files as readonly PackedFile[]).map((file) => ({ ...file, data: take(file.data) }));
  const parts: Partial<Record<PartName, JsonText>> = {};
  for (const [index, name] of partNames.entries()) {
    const part = row[firstPart + index] as string | number | undefined;
    if (part !== undefined) parts[name] = typeof part === 'number' ? take(part) : part;
  }
  const facts: Partial<Record<keyof RunFacts, unknown>> = {};
  for (const [index, name] of factNames.entries()) {
    const fact = row[firstFact + index];
    if (fact !== undefined) facts[name] = fact;
  }
  const payload = { dottedOrder, inputPreview, outputPreview, parts };
  return { id, rank, facts, payload, attachments, feedback } as RunChange;
}

/** The bytes of what is unpacked are those of the memory. */
export function unpackChanges({ rows, memory }: PackedChanges): RunChange[] {
  const bytes = new Uint8Array(memory);
  let position = 0;
  const take = (length: number): Uint8Array => bytes.subarray(position, (position += length));
  return rows.map((row) => unpacked(row, take));
}
