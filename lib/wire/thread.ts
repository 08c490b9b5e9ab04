import type { Usage } from './traceSummary.js';

/** Traces with one `thread_id`: a conversation. Its traces: `GET /api/traces?thread=…&order=asc`. */
export interface Thread {
  readonly threadId: string;
  readonly project: string;
  readonly traceCount: number;
  readonly errorCount: number;
  /** Milliseconds since the epoch. */
  readonly firstStart: number;
  readonly lastStart: number;
  readonly usage: Usage;
  /** Of the first trace's input and the last trace's output. */
  readonly inputPreview: string;
  readonly outputPreview: string;
}

/** What `GET /api/threads?project=…&limit=…&cursor=…` answers, the latest active first. Limit 1 to 200, default 50. */
export interface ThreadPage {
  readonly threads: readonly Thread[];
  readonly nextCursor: string | null;
}
