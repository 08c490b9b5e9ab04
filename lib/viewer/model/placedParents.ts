import type { Misplacement } from '../../wire/misplacement.js';
import type { TraceRuns } from './traceRuns.js';

/** The runs of `misplaced` by their number in this trace. */
export function misplacedRuns(runs: TraceRuns, misplaced: readonly Misplacement[]): Map<number, Misplacement> {
  const found = new Map<number, Misplacement>();
  for (const one of misplaced) {
    const run = runs.numberOf(one.runId);
    if (run !== undefined) found.set(run, one);
  }
  // A run whose parent has not arrived is misplaced whether or not somebody has a guess where it belongs.
  for (const [run, parentId] of runs.missingParents)
    if (!found.has(run)) found.set(run, unexplained(runs, run, parentId));
  return found;
}

/** Every run's parent, with misplaced runs put where they most likely belong. */
export function placedParents(runs: TraceRuns, misplaced: ReadonlyMap<number, Misplacement>): number[] {
  const parents = [...runs.columns.parent];
  for (const [run, { suggested }] of misplaced) {
    const parent = suggested === null ? undefined : runs.numberOf(suggested.runId);
    if (parent !== undefined && parent !== run) parents[run] = parent;
  }
  return parents;
}

/** What can be said of a run whose parent is missing without asking the server. */
function unexplained(runs: TraceRuns, run: number, parentId: string): Misplacement {
  return {
    kind: 'missing-parent',
    runId: runs.id(run),
    traceId: '',
    name: runs.name(run),
    suggested: null,
    confidence: 0,
    evidence: [`It names the parent ${parentId}, which has not arrived.`],
    cause: 'not-exported',
    explanation:
      'Its parent is still going on elsewhere and has not been sent yet, was filtered out, or its batch was lost on the way.',
    fix: {
      text: 'See that the process of the parent traces to this server too, and that it flushes before it ends.',
      code: "import { flush } from 'tracenest';\n\nawait flush({ timeoutMs: 5000 }); // before the process ends",
    },
  };
}
