import { useMemo } from 'preact/hooks';
import type { Misplacement } from '../../wire/misplacement.js';
import { criticalPath } from '../model/criticalPath.js';
import type { PathSegment } from '../model/criticalPath.js';
import { misplacedRuns, placedParents } from '../model/placedParents.js';
import type { RunTimes } from '../model/runTimes.js';
import type { TraceRuns } from '../model/traceRuns.js';
import { treeOf } from '../model/tree.js';
import type { Tree } from '../model/tree.js';
import { useNow } from '../parts/useNow.js';

export interface TraceShape {
  readonly tree: Tree;
  readonly times: RunTimes;
  readonly from: number;
  readonly to: number;
  readonly misplaced: ReadonlyMap<number, Misplacement>;
  readonly path: ReadonlyMap<number, readonly PathSegment[]> | undefined;
}

interface ShapeOptions {
  readonly misplaced: readonly Misplacement[];
  readonly isPlaced: boolean;
  readonly isPathShown: boolean;
}

/** Ten frames a second: what goes on visibly grows. */
const growEveryMs = 100;

/** The tree and the times of runs that grow; `revision` says that they have changed. */
export function useTraceShape(runs: TraceRuns, revision: number, options: ShapeOptions): TraceShape {
  const isGrowing = useMemo(() => runs.columns.status.includes(0), [runs, revision]);
  const now = useNow(isGrowing ? growEveryMs : null);
  const misplaced = useMemo(() => misplacedRuns(runs, options.misplaced), [runs, revision, options.misplaced]);
  const tree = useMemo(() => {
    const parents = options.isPlaced ? placedParents(runs, misplaced) : runs.columns.parent;
    return treeOf(parents, runs.columns.start);
  }, [runs, revision, misplaced, options.isPlaced]);
  const span = useMemo(() => timesOf(runs, now), [runs, revision, isGrowing ? now : 0]);
  const path = useMemo(() => {
    const [root] = tree.roots;
    if (!options.isPathShown || root === undefined) return undefined;
    const segments = criticalPath(tree, span.times, root);
    // A trace that took no time has no path.
    return segments.length === 0 ? undefined : byRun(segments);
  }, [options.isPathShown, tree, span]);
  return { tree, misplaced, path, ...span };
}

function timesOf(runs: TraceRuns, now: number): { times: RunTimes; from: number; to: number } {
  const { start, duration } = runs.columns;
  const present = now - runs.startTime;
  const end = new Float64Array(start.length);
  let from = Infinity;
  let to = -Infinity;
  for (let run = 0; run < start.length; run++) {
    const begun = start[run] ?? 0;
    const took = duration[run] ?? -1;
    // What was dropped without an end ended at its start, as far as anybody knows; clocks of others may be ahead of ours.
    const ended = took >= 0 ? begun + took : runs.isRunning(run) ? Math.max(begun, present) : begun;
    end[run] = ended;
    if (begun < from) from = begun;
    if (ended > to) to = ended;
  }
  return start.length === 0
    ? { times: { start, end }, from: 0, to: 1 }
    : { times: { start, end }, from, to: Math.max(to, from + 0.001) };
}

function byRun(segments: readonly PathSegment[]): Map<number, PathSegment[]> {
  const runs = new Map<number, PathSegment[]>();
  for (const segment of segments) {
    const known = runs.get(segment.run);
    if (known === undefined) runs.set(segment.run, [segment]);
    else known.push(segment);
  }
  return runs;
}
