import type { RunAttachment } from './run.js';

/** A file as it is given to a run: its type, and its bytes or text. Also in LangSmith's form, as a pair. */
export type GivenAttachment =
  { readonly mimeType: string; readonly data: AttachmentData } | readonly [mimeType: string, data: AttachmentData];

/** Bytes of any kind, or a text. */
export type AttachmentData = string | ArrayBufferLike | ArrayBufferView;

/** A copy of a file as it is now; `undefined` for what is none. Never throws. */
export function takeAttachment(given: unknown): RunAttachment | undefined {
  try {
    const { mimeType, data } = (Array.isArray(given) ? { mimeType: given[0], data: given[1] } : given) as {
      mimeType: unknown;
      data: unknown;
    };
    const copy = copyOf(data);
    return typeof mimeType === 'string' && copy !== undefined ? Object.freeze({ mimeType, data: copy }) : undefined;
  } catch {
    return undefined; // Nothing at all, or a proxy that refuses.
  }
}

function copyOf(data: unknown): string | Uint8Array | undefined {
  if (typeof data === 'string') return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  // By the tag, which another realm's buffers have as well.
  const isBuffer = /Buffer\]$/.test(Object.prototype.toString.call(data));
  return isBuffer ? new Uint8Array(data as ArrayBuffer).slice() : undefined;
}
