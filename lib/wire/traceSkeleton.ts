import type { RunStatus } from '../run/run.js';
import type { TraceSummary, Usage } from './traceSummary.js';

/**
 * The runs of a trace without payloads: what `GET /api/traces/:traceId` answers. All of them, or, asked with a
 * {@link SkeletonQuery}, a piece; put the pieces behind each other. By columns, as 100,000 runs written as
 * objects would be three times the bytes and the time to parse: element `i` of every array belongs to run `i`. Sorted by start.
 */
export interface TraceSkeleton {
  readonly summary: TraceSummary;
  /** Version of what was read: what to open `GET /api/live?trace=…&since=` with. */
  readonly version: number;
  /** Milliseconds since the epoch: the earliest start of a run. {@link RunColumns.start} counts from here. */
  readonly startTime: number;
  /** Texts that {@link RunColumns.name}, `runType`, `model` point into. */
  readonly texts: readonly string[];
  readonly columns: RunColumns;
  /** Parents that are not among these runs, by run: `{ "17": "0195…" }`. `parent[17]` is then -1, as that of a root. */
  readonly missingParents: Readonly<Record<number, string>>;
  /** First line of the error by run, at most 300 characters. */
  readonly errors: Readonly<Record<number, string>>;
  /** Where the next piece begins; `null` at the end. */
  readonly nextCursor: string | null;
}

/** The query string for a piece of a trace: a first screenful is there long before all of 100,000 runs are. */
export interface SkeletonQuery {
  /** At most so many runs, 1 to 100,000. Default: all. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface RunColumns {
  readonly id: readonly string[];
  /** Index of the parent; -1 for a root, and where the parent is missing. A parent may stand behind its child. */
  readonly parent: readonly number[];
  /** Index into {@link TraceSkeleton.texts}. */
  readonly name: readonly number[];
  /** Index into {@link TraceSkeleton.texts}. */
  readonly runType: readonly number[];
  /** Index into {@link TraceSkeleton.texts}; -1 where none is known. */
  readonly model: readonly number[];
  /** Index into {@link runStatuses}. */
  readonly status: readonly number[];
  /** Milliseconds after {@link TraceSkeleton.startTime}, microseconds in the fraction. */
  readonly start: readonly number[];
  /** Milliseconds; -1 while it is going on. */
  readonly duration: readonly number[];
  /** 0 where unknown. */
  readonly tokens: readonly number[];
  /** US dollars; 0 where unknown. */
  readonly cost: readonly number[];
  /** Milliseconds from the start to the first token; -1 where unknown. */
  readonly firstToken: readonly number[];
}

/** The statuses by the number that stands for them in {@link RunColumns.status}. */
export const runStatuses: readonly RunStatus[] = [
  'running',
  'success',
  'error',
  'cancelled',
  'interrupted',
  'abandoned',
];

/** One run without payload: what the live feed sends, and what a {@link RunDetail} begins with. */
export interface RunRow {
  readonly id: string;
  readonly traceId: string;
  /** As it was told, whether that run has arrived or not. */
  readonly parentId: string | null;
  readonly name: string;
  readonly runType: string;
  readonly project: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch, microseconds in the fraction. */
  readonly startTime: number;
  readonly endTime: number | null;
  readonly firstTokenTime: number | null;
  readonly model: string | null;
  readonly usage: Usage;
  readonly tags: readonly string[];
  readonly threadId: string | null;
  readonly errorPreview: string | null;
  readonly version: number;
}
