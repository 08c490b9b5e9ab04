import type { PartName } from './runDetail.js';
import type { RunRow } from './traceSkeleton.js';

/**
 * What `GET /api/search?q=…&trace=…&project=…&limit=…&cursor=…` answers: runs that hold the words, the newest first. `q`
 * as in {@link TraceFilter.q}; with `trace`, inside that trace only. Limit 1 to 200, default 50.
 */
export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly nextCursor: string | null;
  /** Runs that are not searched yet: the index is filled in the background. */
  readonly pending: number;
}

export interface SearchHit {
  readonly run: RunRow;
  /** Where the words stand; `name` where in none of the parts that were looked at. */
  readonly part: PartName | 'name';
  /** Some text around the first word, plain. */
  readonly snippet: string;
  /** Character ranges `[from, to)` of the snippet that matched. */
  readonly marks: readonly (readonly [number, number])[];
}
