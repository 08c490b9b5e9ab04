import type { StreamedPiece } from './streamedText.js';
import type { RunRow } from './traceSkeleton.js';
import type { TraceSummary } from './traceSummary.js';

/**
 * What `GET /api/live` sends (server-sent events, each of them `event: <type>`, `id: <version>`, `data: <this as JSON>`).
 *
 * Without `trace`: `traces` for the traces of a {@link TraceFilter} that changed. With `trace=<id>`: `runs` for the runs of that
 * trace that changed, `streamed` for what its running runs have streamed, and `traces` for its summary. At most four events a second. `since=<version>` says from where; on
 * reconnection the browser's `Last-Event-ID` does. A run or trace may be sent twice, and is never left out: put it in place of
 * the one with the same id.
 */
export type LiveEvent =
  | { readonly type: 'traces'; readonly version: number; readonly traces: readonly TraceSummary[] }
  | { readonly type: 'runs'; readonly version: number; readonly runs: readonly RunRow[] }
  /** Not kept: a page that opens later is sent all of it, from 0 on. */
  | { readonly type: 'streamed'; readonly version: number; readonly runs: readonly StreamedPiece[] }
  /** More changed than is worth sending: load the page anew. */
  | { readonly type: 'reload'; readonly version: number }
  /** Every 15 seconds where nothing happens. */
  | { readonly type: 'idle'; readonly version: number };
