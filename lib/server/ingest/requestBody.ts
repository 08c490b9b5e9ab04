import { brotliDecompress, gunzip, inflate, type InputType } from 'node:zlib';
import * as zlib from 'node:zlib';
import { promisify } from 'node:util';
import { Decompress } from 'fzstd';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';

function tooLarge(what: string, limit: number): RequestError {
  return new RequestError(
    413,
    'too-large',
    `${what} has more than ${limit} bytes, the limit of this server. Send fewer runs per request, or less of each.`,
  );
}

async function readAll(request: Request, limit: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge('The body', limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge('The body', limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

type Decode = (data: Buffer, limit: number) => Promise<Buffer>;
type ZlibCall = (data: InputType, options: { maxOutputLength: number }) => Promise<Buffer>;

function byZlib(call: ZlibCall): Decode {
  return async (data, maxOutputLength) => call(data, { maxOutputLength });
}

/** In JavaScript, chunk by chunk, so that it can stop at the limit. */
async function zstdWithoutZlib(data: Buffer, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge('The decompressed body', limit);
    chunks.push(chunk);
  });
  stream.push(data, true);
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

/**
 * The body of a request, decompressed.
 * @throws RequestError where it is too large, or not what its `content-encoding` says.
 */
export async function requestBody(request: Request, limits: Limits): Promise<Buffer> {
  let data = await readAll(request, limits.body);
  const encodings = (request.headers.get('content-encoding') ?? '').toLowerCase().split(',');
  // The last one named was applied last.
  for (const encoding of encodings.map((name) => name.trim()).reverse()) {
    if (encoding !== '' && encoding !== 'identity') data = await decoded(data, encoding, limits.decoded);
  }
  return data;
}

/** @throws RequestError where the body is no JSON. */
export async function jsonBody(request: Request, limits: Limits): Promise<unknown> {
  const data = await requestBody(request, limits);
  try {
    return JSON.parse(data.toString());
  } catch (error) {
    throw new RequestError(400, 'bad-json', `The body is no JSON: ${(error as Error).message}`);
  }
}
