import type { FileAnswer } from '../../wire/openedFile.js';
import { apiUrl } from './place.js';
import { requestJson } from './request.js';

/** Files beyond that are better given to `tracenest import`. */
const largest = 500_000_000;

/** Opens an exported file, to be looked at: nothing is stored. */
export async function openFile(file: File): Promise<FileAnswer> {
  if (file.size > largest) throw new Error('It is larger than 500 MB: use `npx tracenest import`.');
  return requestJson<FileAnswer>(`/api/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: file,
  });
}

/** Puts the traces of the file that is looked at into the store. */
export async function keepFile(): Promise<FileAnswer> {
  return requestJson<FileAnswer>(apiUrl('/api/keep'), { method: 'POST' });
}
