import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filePathOf } from '../../run/attachment.js';
import type { AttachmentSource } from '../../run/run.js';

type Stream = ReadableStream<unknown> | AsyncIterable<unknown>;

/** Why an attachment was not read, in words for whoever looks at the run. */
export class UnreadError extends Error {
  override readonly name: string = 'UnreadError';
}

/** How much may be read. */
export interface Room {
  /** Most bytes of one attachment. */
  readonly most: number;
  /** Sets memory aside for so many more bytes. `false`: there is none. */
  take(bytes: number): boolean;
}

function taken(bytes: number, sum: number, { most, take }: Room): void {
  if (sum > most) throw new UnreadError(`it has more than ${most} bytes`);
  if (!take(bytes)) throw new UnreadError('there was no room for it in memory');
}

/** Without the path, which may be nobody's to know. */
function failureOf(error: unknown): UnreadError {
  if (error instanceof UnreadError) return error;
  const { code } = Object(error) as { code?: unknown };
  return new UnreadError(typeof code === 'string' ? `it cannot be read (${code})` : 'it failed while it was read');
}

function placeOf(path: string): string {
  return path.startsWith('file:') ? fileURLToPath(path) : path;
}

/** A pipe or a device has no end. */
function requireFile(stats: fs.Stats): void {
  if (!stats.isFile()) throw new UnreadError('it is no file');
}

async function readFile(path: string, room: Room): Promise<Uint8Array> {
  // Without waiting for who writes into a pipe.
  const file = await fs.promises.open(placeOf(path), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    requireFile(stats);
    taken(stats.size, stats.size, room);
    // As much as it had: a file that grows meanwhile has no end either.
    const bytes = new Uint8Array(stats.size);
    let at = 0;
    for (let read = 1; at < bytes.length && read > 0; at += read) {
      ({ bytesRead: read } = await file.read(bytes, at, Math.min(bytes.length - at, 2 ** 20)));
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

async function* chunksOf(stream: Stream): AsyncGenerator<unknown> {
  if (!('getReader' in stream)) {
    yield* stream;
    return;
  }
  // Not every web stream can be iterated.
  const reader = stream.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    // Also where there was too much: nobody reads the rest.
    await reader.cancel().catch(() => undefined);
  }
}

async function readStream(stream: Stream, room: Room): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sum = 0;
  for await (const chunk of chunksOf(stream)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (!ArrayBuffer.isView(bytes)) throw new UnreadError('it is a stream of something else than bytes and texts');
    sum += bytes.byteLength;
    taken(bytes.byteLength, sum, room);
    // A copy: who made it may use its memory again.
    chunks.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice());
  }
  return Buffer.concat(chunks);
}

async function readBlob(blob: Blob, room: Room): Promise<Uint8Array> {
  taken(blob.size, blob.size, room);
  return new Uint8Array(await blob.arrayBuffer());
}

function isBlob(source: AttachmentSource): source is Blob {
  return 'arrayBuffer' in source;
}

/** What was read of streams: several exporters may want the same one, and it can be read once. */
const streams = new WeakMap<object, Promise<Uint8Array>>();

async function readOnce(stream: Stream, room: Room): Promise<Uint8Array> {
  const known = streams.get(stream);
  if (known === undefined) {
    const read = readStream(stream, room);
    streams.set(stream, read);
    return read;
  }
  const bytes = await known;
  taken(bytes.length, bytes.length, room);
  return bytes;
}

/** The bytes of a source. @throws UnreadError, which says why there are none. */
export async function readSource(source: AttachmentSource, room: Room): Promise<Uint8Array> {
  try {
    const path = filePathOf(source);
    if (path !== undefined) return await readFile(path, room);
    return await (isBlob(source) ? readBlob(source, room) : readOnce(source as Stream, room));
  } catch (error) {
    throw failureOf(error);
  }
}

/** The same for a process that exits: of files alone. */
export function readSourceNow(source: AttachmentSource, room: Room): Uint8Array {
  const given = filePathOf(source);
  if (given === undefined) throw new UnreadError('the process was over before it was read');
  try {
    const path = placeOf(given);
    const stats = fs.statSync(path);
    requireFile(stats);
    taken(stats.size, stats.size, room);
    return fs.readFileSync(path);
  } catch (error) {
    throw failureOf(error);
  }
}
