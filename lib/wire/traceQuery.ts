import type { RunStatus } from '../run/run.js';
import type { TraceSummary } from './traceSummary.js';

/**
 * Which traces, as the query string of `GET /api/traces`, `/api/stats` and `/api/live`. Lists are repeated parameters:
 * `?status=error&status=cancelled`. Absent means all.
 *
 * @example
 * `/api/traces?project=docs&status=error&q=pigeon&from=1764500000000&sort=latency&limit=50`
 */
export interface TraceFilter {
  readonly project?: readonly string[];
  /** Names of root runs, whole. */
  readonly name?: readonly string[];
  readonly status?: readonly RunStatus[];
  /** Traces whose root has all of these tags. */
  readonly tag?: readonly string[];
  readonly thread?: string;
  /** Words that one run of the trace holds in its name, inputs, outputs or error; `"a phrase"`, `prefix*`. */
  readonly q?: string;
  /** Start of the root in milliseconds since the epoch: `from` ≤ start < `to`. */
  readonly from?: number;
  readonly to?: number;
  /** Milliseconds. */
  readonly minLatency?: number;
  readonly maxLatency?: number;
  /** Traces in which any run failed, and not only the root. */
  readonly hasErrors?: boolean;
  /** Traces whose root is missing. */
  readonly isRootMissing?: boolean;
}

export type TraceSort = 'start' | 'latency' | 'tokens' | 'cost' | 'runs' | 'errors';

/** The query string of `GET /api/traces`. */
export interface TraceListQuery extends TraceFilter {
  /** Default `start`. */
  readonly sort?: TraceSort;
  /** Default `desc`. */
  readonly order?: 'asc' | 'desc';
  /** 1 to 500. Default 50. */
  readonly limit?: number;
  /** {@link TracePage.nextCursor} of the page before. */
  readonly cursor?: string;
}

/** What `GET /api/traces` answers. */
export interface TracePage {
  readonly traces: readonly TraceSummary[];
  /** `null` at the end. */
  readonly nextCursor: string | null;
  /** The store's version when it was read: what to open `GET /api/live?since=` with, so that nothing is missed. */
  readonly version: number;
}
