import { isPlainObject } from '../capture/plainObject.js';
import type { AttachmentSource, RunAttachment } from './run.js';

/** Bytes of any kind, or a text, copied now; or a source that is read when the run has ended. */
export type AttachmentData = string | ArrayBufferLike | ArrayBufferView | Exclude<AttachmentSource, FilePath>;

interface FilePath {
  readonly path: string;
}

/**
 * A file as it is given to a run: its type with its bytes or text, with the path of a file on this machine, or with a `Blob` or a
 * stream (which is read to its end, once). Also in LangSmith's form, as a pair; and a `Blob` by itself, which has a type.
 */
export type GivenAttachment =
  | { readonly mimeType: string; readonly data: AttachmentData }
  | { readonly mimeType: string; readonly path: string | URL }
  | readonly [mimeType: string, data: AttachmentData]
  | Blob;

/** A copy of a file as it is now, or where it is to be had; `undefined` for what is none. Never throws. */
export function takeAttachment(given: unknown): RunAttachment | undefined {
  try {
    const { mimeType, data } = membersOf(given);
    const taken = bytesOf(data) ?? sourceOf(data);
    return typeof mimeType === 'string' && taken !== undefined ? Object.freeze({ mimeType, data: taken }) : undefined;
  } catch {
    return undefined; // Nothing at all, or a proxy that refuses.
  }
}

function membersOf(given: unknown): { readonly mimeType: unknown; readonly data: unknown } {
  if (Array.isArray(given)) return { mimeType: given[0], data: given[1] };
  if (isBlob(given)) return { mimeType: given.type, data: given };
  const { mimeType, data, path } = given as Record<string, unknown>;
  return { mimeType, data: data === undefined ? pathOf(path) : data };
}

/** As plain data. */
function pathOf(path: unknown): FilePath | undefined {
  if (typeof path === 'string') return { path };
  return path instanceof URL && path.protocol === 'file:' ? { path: path.href } : undefined;
}

function bytesOf(data: unknown): string | Uint8Array | undefined {
  if (typeof data === 'string') return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  // By the tag, which another realm's buffers have as well.
  const isBuffer = /Buffer\]$/.test(tagOf(data));
  return isBuffer ? new Uint8Array(data as ArrayBuffer).slice() : undefined;
}

/** What is read later. A list is none, although it can be iterated. */
function sourceOf(data: unknown): AttachmentSource | undefined {
  const { getReader, [Symbol.asyncIterator]: iterator } = Object(data) as Record<PropertyKey, unknown>;
  const isStream = typeof getReader === 'function' || typeof iterator === 'function';
  if (isStream || isBlob(data)) return data as AttachmentSource;
  const path = filePathOf(data);
  return path === undefined ? undefined : { path };
}

/** The path (or `file:` URL) where a source is a file. A stream of `node:fs` has a path too, and is none. */
export function filePathOf(source: unknown): string | undefined {
  if (!isPlainObject(source)) return undefined;
  const { path } = source;
  return typeof path === 'string' && path !== '' ? path : undefined;
}

/** By the tag: a `File` is one as well, and so are those of other realms and of packages. */
function isBlob(value: unknown): value is Blob {
  return /^\[object (?:Blob|File)\]$/.test(tagOf(value));
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
