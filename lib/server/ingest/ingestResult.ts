import type { RunChange } from '../store/runChange.js';

/** What could not be taken, and why. */
export interface Refusal {
  /** Which part of the request: `post.<id>.inputs`, `patch[3]`, `attachment.<id>.<name>`. */
  readonly part: string;
  readonly error: string;
}

/** What a request holds: the good is kept, and the bad is told of, part by part. */
export interface IngestResult {
  readonly changes: readonly RunChange[];
  readonly refusals: readonly Refusal[];
}
