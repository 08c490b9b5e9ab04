import type { IncomingMessage } from 'node:http';
import { brotliDecompress, gunzip, inflate, type InputType } from 'node:zlib';
import * as zlib from 'node:zlib';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Decompress } from 'fzstd';
import type { Context } from 'hono';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import { leaseOf, type BodyLease } from './bodyMemory.js';

function tooLarge(what: string, limit: number): RequestError {
  return new RequestError(
    413,
    'too-large',
    `${what} has more than ${limit} bytes, the limit of this server. Send fewer runs per request, or less of each.`,
  );
}

/** What a body arrives in: Node's own request where there is one, the web's stream elsewhere. */
type BodySource = IncomingMessage | ReadableStream<Uint8Array> | null;

/** Collects the chunks of a body up to a limit. */
class BodyChunks {
  readonly #limit: number;
  readonly #lease: BodyLease;
  /** Where all goes, where it is known beforehand how much there is. */
  readonly #whole: Buffer | undefined;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(limit: number, lease: BodyLease, length: number | undefined) {
    this.#limit = limit;
    this.#lease = lease;
    if (length === undefined) return;
    lease.hold(length);
    this.#whole = lease.buffer(length);
  }

  /** @throws RequestError beyond the limit, and where others hold too much. */
  add(chunk: Uint8Array): void {
    const position = this.#size;
    this.#size += chunk.byteLength;
    if (this.#size > (this.#whole?.byteLength ?? this.#limit)) throw tooLarge('The body', this.#limit);
    if (this.#whole !== undefined) return this.#whole.set(chunk, position);
    this.#lease.hold(chunk.byteLength);
    this.#chunks.push(chunk);
  }

  whole(): Buffer {
    return this.#whole?.subarray(0, this.#size) ?? Buffer.concat(this.#chunks, this.#size);
  }
}

async function readIncoming(incoming: IncomingMessage, chunks: BodyChunks): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      try {
        chunks.add(chunk);
      } catch (error) {
        incoming.removeAllListeners('data');
        // What still comes is let through unread, so that the client can finish and read the answer.
        incoming.resume();
        reject(error);
      }
    });
    incoming.on('end', () => resolve(chunks.whole()));
    incoming.on('error', () => reject(brokenOff()));
    incoming.on('aborted', () => reject(brokenOff()));
  });
}

function brokenOff(): RequestError {
  return new RequestError(400, 'broken-off', 'The request broke off before its body was whole.');
}

async function readAll(source: BodySource, chunks: BodyChunks): Promise<Buffer> {
  if (source !== null && 'socket' in source) return readIncoming(source, chunks);
  for await (const chunk of (source ?? []) as AsyncIterable<Uint8Array>) chunks.add(chunk);
  return chunks.whole();
}

type Decode = (data: Buffer, limit: number) => Promise<Buffer>;
type ZlibCall = (data: InputType, options: { maxOutputLength: number }) => Promise<Buffer>;

function byZlib(call: ZlibCall): Decode {
  return async (data, maxOutputLength) => call(data, { maxOutputLength });
}

/** Some bytes can unfold to thousands of times as many: of so few, to what takes a moment. */
const zstdSlice = 512;
const zstdTurnMs = 10;

/** In JavaScript and a slice at a time, so that it stops at the limit, and lets other requests have their turn. */
async function zstdWithoutZlib(data: Buffer, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge('The decompressed body', limit);
    chunks.push(chunk);
  });
  let turn = performance.now();
  for (let at = 0; at < data.length || at === 0; at += zstdSlice) {
    stream.push(data.subarray(at, at + zstdSlice), at + zstdSlice >= data.length);
    if (performance.now() - turn < zstdTurnMs) continue;
    await setImmediate();
    turn = performance.now();
  }
  return Buffer.concat(chunks, size);
}

/** Node 20 has none. */
const nativeZstd = (zlib as { zstdDecompress?: (...args: never[]) => void }).zstdDecompress;

const decoders: Readonly<Record<string, Decode>> = {
  gzip: byZlib(promisify(gunzip)),
  'x-gzip': byZlib(promisify(gunzip)),
  deflate: byZlib(promisify(inflate)),
  br: byZlib(promisify(brotliDecompress)),
  zstd: nativeZstd === undefined ? zstdWithoutZlib : byZlib(promisify(nativeZstd) as unknown as ZlibCall),
};

/** What a body unfolds to mostly, in sizes of its own: JSON that is packed tighter is let in again with the whole limit. */
const usualRatio = 20;

/** Decodes within what the memory of all requests leaves for it. */
async function decodedOnLease(data: Buffer, encoding: string, limit: number, lease: BodyLease): Promise<Buffer> {
  const expected = Math.min(limit, usualRatio * data.byteLength + 65_536);
  for (let most = expected; ; most = limit) {
    lease.hold(most);
    try {
      const whole = await decoded(data, encoding, most);
      lease.letGo(most - whole.byteLength);
      return whole;
    } catch (error) {
      lease.letGo(most);
      if (most === limit || !(error instanceof RequestError) || error.status !== 413) throw error;
    }
  }
}

async function decoded(data: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const decode = decoders[encoding];
  if (decode === undefined) {
    const known = Object.keys(decoders).join(', ');
    throw new RequestError(415, 'unknown-encoding', `content-encoding: ${encoding} is not known; ${known} are.`);
  }
  try {
    return await decode(data, limit);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('The decompressed body', limit);
    throw new RequestError(400, 'bad-encoding', `The body is no ${encoding}: ${(error as Error).message}`);
  }
}

/** Node's request, read past the web's `Request`: that one alone takes half a millisecond to make. */
function sourceOf(context: Context): BodySource {
  const { incoming } = Object(context.env) as { incoming?: IncomingMessage };
  return incoming ?? context.req.raw.body;
}

/** How long the body says that it is; `undefined` where it comes in chunks. */
function lengthOf(context: Context): number | undefined {
  const length = context.req.header('content-length');
  return length === undefined || !/^\d+$/.test(length) ? undefined : Number(length);
}

/**
 * The body of a request, decompressed. Its memory is used again after the answer.
 * @throws RequestError where it is too large, or not what its `content-encoding` says.
 */
export async function requestBody(context: Context, limits: Limits): Promise<Buffer> {
  const lease = leaseOf(context);
  const length = lengthOf(context);
  if (length !== undefined && length > limits.body) throw tooLarge('The body', limits.body);
  let data = await readAll(sourceOf(context), new BodyChunks(limits.body, lease, length));
  const encodings = (context.req.header('content-encoding') ?? '').toLowerCase().split(',');
  // The last one named was applied last.
  for (const encoding of encodings.map((name) => name.trim()).reverse()) {
    if (encoding !== '' && encoding !== 'identity') data = await decodedOnLease(data, encoding, limits.decoded, lease);
  }
  return data;
}

/** @throws RequestError where the body is no JSON. */
export async function jsonBody(context: Context, limits: Limits): Promise<unknown> {
  const data = await requestBody(context, limits);
  try {
    return JSON.parse(data.toString());
  } catch (error) {
    throw new RequestError(400, 'bad-json', `The body is no JSON: ${(error as Error).message}`);
  }
}
