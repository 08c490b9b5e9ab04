import type { AlignedRow } from '../model/alignTrees.js';
import type { TraceRuns } from '../model/traceRuns.js';

export interface ComparedSides {
  readonly left: TraceRuns;
  readonly right: TraceRuns;
}

/** Whether a row is worth a look: one side is missing, they ended differently, or one took much longer. */
export function isDifferent({ left, right }: ComparedSides, row: AlignedRow): boolean {
  if (row.left === null || row.right === null) return true;
  return (
    left.status(row.left) !== right.status(row.right) ||
    isMuchLonger(left.duration(row.left), right.duration(row.right))
  );
}

const factor = 1.5;
const leastMs = 20;

function isMuchLonger(a: number, b: number): boolean {
  return Math.abs(a - b) > leastMs && Math.max(a, b) > factor * Math.max(Math.min(a, b), 0.001);
}
