import zlib from 'node:zlib';
import { joined, type Body } from './body.js';
import type { Encoding } from './compression.js';

type Compressor = (bytes: Uint8Array, options: object, done: (error: Error | null, result: Buffer) => void) => void;

/** Absent before Node 22.15. */
const zstd = (zlib as unknown as { zstdCompress?: Compressor }).zstdCompress;

export const hasZstd: boolean = zstd !== undefined;

const compressors: Readonly<Record<Encoding, (bytes: Uint8Array, done: Parameters<Compressor>[2]) => void>> = {
  // The fastest level: it takes off most of what JSON repeats, and the time is the traced machine's.
  gzip: (bytes, done) => zlib.gzip(bytes, { level: 1 }, done),
  zstd: (bytes, done) => zstd?.(bytes, {}, done),
};

/** Compresses outside the event loop, in Node's thread pool. */
export async function compress(body: Body, encoding: Encoding): Promise<Body> {
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    compressors[encoding](joined(body), (error, result) => (error === null ? resolve(result) : reject(error)));
  });
  return { chunks: [bytes], length: bytes.length };
}
