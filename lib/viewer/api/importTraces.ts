import { requestJson } from './request.js';

/** What `POST /api/import` answers. */
interface ImportAnswer {
  readonly runCount: number;
  readonly traceIds: readonly string[];
}

/** Files beyond that are better given to `tracenest import`. */
const largest = 500_000_000;

/** Puts the traces of an exported file into the store. @returns their ids */
export async function importTraces(file: File): Promise<readonly string[]> {
  if (file.size > largest) throw new Error('It is larger than 500 MB: use `npx tracenest import`.');
  const { traceIds } = await requestJson<ImportAnswer>('/api/import', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: file,
  });
  if (traceIds.length === 0) throw new Error('It holds no runs: a trace file has one run a line, as JSON.');
  return traceIds;
}
