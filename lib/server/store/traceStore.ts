import type { Feedback, PartName } from '../../wire/runDetail.js';
import type { Retention } from '../../wire/serverInfo.js';
import type { RunRow, SkeletonQuery, TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { TraceFilter, TraceListQuery, TracePage } from '../../wire/traceQuery.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import type { Facets, TraceStats } from '../../wire/traceStats.js';
import type { SearchPage } from '../../wire/searchHit.js';
import type { ThreadPage } from '../../wire/thread.js';
import type { RunChange, StoredAttachment } from './runChange.js';
import type { RunCondition } from './runCondition.js';

/** A run with everything that is stored of it. */
export interface StoredRun {
  readonly row: RunRow;
  readonly dottedOrder: string | null;
  readonly parts: Partial<Readonly<Record<PartName, string>>>;
  readonly attachments: readonly { readonly name: string; readonly mimeType: string; readonly size: number }[];
  /** The oldest first. */
  readonly feedback: readonly Feedback[];
}

export interface RunListQuery {
  readonly condition: RunCondition;
  /** By start. */
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface RunPage {
  readonly runs: readonly StoredRun[];
  readonly nextCursor: string | null;
}

/** What of what was said about runs. Absent: any. */
export interface FeedbackQuery {
  readonly ids?: readonly string[] | undefined;
  readonly runs?: readonly string[] | undefined;
  readonly trace?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Types of who says so: `api`, `model`. */
  readonly sources?: readonly string[] | undefined;
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface SearchQuery {
  readonly q: string;
  readonly trace?: string | undefined;
  readonly project?: readonly string[] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PageQuery {
  readonly project?: readonly string[] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What changed after a version. */
export interface Changes<Item> {
  readonly version: number;
  readonly items: readonly Item[];
  /** More changed than was asked for. */
  readonly isCut: boolean;
}

/** What is in a store. */
export interface StoreSize {
  readonly runCount: number;
  readonly traceCount: number;
  readonly bytes: number;
}

/**
 * Where runs are kept. Everything is asynchronous, and nothing assumes that the store and its only user are one process: a
 * store may be a cluster. `version` grows with every write, so that readers can ask what changed since.
 */
export interface TraceStore {
  /** Takes changes of runs, in any order and repeated. When it resolves they survive the end of the process. */
  write(changes: readonly RunChange[]): Promise<void>;

  listTraces(query: TraceListQuery): Promise<TracePage>;
  stats(filter: TraceFilter, of: 'traces' | 'runs'): Promise<TraceStats>;
  facets(): Promise<Facets>;
  trace(traceId: string, query?: SkeletonQuery): Promise<TraceSkeleton | undefined>;
  /** The line of a list for one trace. */
  summary(traceId: string): Promise<TraceSummary | undefined>;
  run(id: string): Promise<StoredRun | undefined>;
  attachment(runId: string, name: string): Promise<StoredAttachment | undefined>;
  listRuns(query: RunListQuery): Promise<RunPage>;
  /** What was said about runs, the latest first; also about such as have not arrived. */
  feedback(query: FeedbackQuery): Promise<readonly Feedback[]>;
  /** The names of all projects. */
  projects(): Promise<readonly string[]>;
  search(query: SearchQuery): Promise<SearchPage>;
  threads(query: PageQuery): Promise<ThreadPage>;

  /** The latest version: that of the last write. */
  version(): Promise<number>;
  tracesSince(version: number, filter: TraceFilter, limit: number): Promise<Changes<TraceSummary>>;
  runsSince(version: number, traceId: string, limit: number): Promise<Changes<RunRow>>;

  /** Removes the oldest traces, a slice at a time, until what is left is within bounds. Resolves with how many went. */
  prune(retention: Retention, now: number): Promise<number>;
  size(): Promise<StoreSize>;
  close(): Promise<void>;
}
