import type { Json } from './runDetail.js';

/** What somebody, or something, says about a run. */
export interface Feedback {
  readonly id: string;
  readonly runId: string;
  /** What is judged, such as `correctness`. */
  readonly key: string;
  readonly score: number | boolean | null;
  readonly value: Json;
  readonly comment: string | null;
  readonly correction: Json;
  /** Who says so: `{ type: 'api', metadata: {} }`. */
  readonly source: Json;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}
