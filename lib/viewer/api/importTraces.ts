import { requestJson } from './request.js';

/** What `POST /api/import` answers. */
interface ImportAnswer {
  readonly traceIds?: readonly string[];
}

/** Files beyond that are better given to `tracenest import`. */
const largest = 500_000_000;

/** Puts the traces of an exported file into the store. @returns their ids */
export async function importTraces(file: File): Promise<readonly string[]> {
  if (file.size > largest) throw new Error('It is larger than 500 MB: use `npx tracenest import`.');
  const known = traceIdsIn(await file.slice(0, 4_000_000).text());
  if (known.length === 0)
    throw new Error('It holds no runs: a trace file has one run a line, as JSON with an `id` and a `trace_id`.');
  const answer = await requestJson<ImportAnswer>('/api/import', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: file,
  });
  return answer.traceIds ?? known;
}

function traceIdsIn(text: string): string[] {
  const ids = new Set<string>();
  for (const line of text.split('\n')) {
    try {
      const run = JSON.parse(line) as { trace_id?: unknown; id?: unknown } | null;
      const id = run?.trace_id ?? run?.id;
      if (typeof id === 'string') ids.add(id.toLowerCase());
    } catch {
      // A line that is cut, or none of ours: the server says which.
    }
  }
  return [...ids];
}
