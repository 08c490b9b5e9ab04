/** What one request may bring. */
export interface Limits {
  /** Bytes of a body as it comes, compressed or not. */
  readonly body: number;
  /** Bytes of a body after decompression: a small body can unfold to gigabytes. */
  readonly decoded: number;
  /** Bytes of all bodies that are worked on at once: a request on top of them is told to come again. */
  readonly inFlight: number;
  /** Bytes of one part of a run, or of one file. */
  readonly part: number;
  readonly parts: number;
  /** Bytes of the headers of one part. */
  readonly partHeader: number;
}

const megabyte = 1024 * 1024;

export const defaultLimits: Limits = {
  body: 64 * megabyte,
  decoded: 128 * megabyte,
  inFlight: 256 * megabyte,
  part: 32 * megabyte,
  parts: 20_000,
  partHeader: 8 * 1024,
};
