import type { TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { TraceRuns } from './traceRuns.js';

/** Runs of another trace, drawn where they most likely belong. */
export interface Graft {
  readonly skeleton: TraceSkeleton;
  /** The run that is moved, with everything below it. */
  readonly runId: string;
  /** Where it most likely belongs. */
  readonly parentId: string;
}

/** Puts runs of another trace below the run that they most likely belong to. */
export function graftTrace(runs: TraceRuns, { skeleton, runId, parentId }: Graft): void {
  const parent = runs.numberOf(parentId);
  if (parent === undefined || runs.numberOf(runId) !== undefined) return;
  runs.append(skeleton);
  const moved = runs.numberOf(runId);
  if (moved !== undefined) runs.columns.parent[moved] = parent;
}
