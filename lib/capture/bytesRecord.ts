const maxBytes = 1 << 20;

/** How bytes are written down: base64, of the first mebibyte. */
export interface BytesRecord {
  readonly type: string;
  readonly byteLength: number;
  readonly base64: string;
  readonly cut?: string;
}

/** By tag, and not by class, which is another one in another realm. */
const byteTypes: ReadonlySet<string> = new Set(['Uint8Array', 'Uint8ClampedArray', 'DataView']);

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  // In slices: an argument list of a million bytes would overflow the stack.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** Whether it holds numbers (embeddings come as `Float32Array`), and not bytes. */
export function isNumbers(value: ArrayBuffer | ArrayBufferView): value is Float64Array {
  if (!ArrayBuffer.isView(value)) return false;
  return !byteTypes.has(Object.prototype.toString.call(value).slice('[object '.length, -1));
}

export function bytesRecord(value: ArrayBuffer | ArrayBufferView): BytesRecord {
  const bytes = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  const kept = bytes.subarray(0, maxBytes);
  return {
    type: value.constructor.name,
    byteLength: bytes.length,
    base64: base64Of(kept),
    ...(kept.length < bytes.length ? { cut: `[Cut: ${bytes.length - kept.length} more bytes]` } : {}),
  };
}
