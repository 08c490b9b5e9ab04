import type { RunTimes } from './runTimes.js';
import { childrenOf } from './tree.js';
import type { Tree } from './tree.js';

/** A stretch of time for which the trace waited for this very run, and for none of its children. */
export interface PathSegment {
  readonly run: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What the time from the start to the end of `root` went to: shorten any of these stretches and the whole gets shorter. Walked
 * back from the end: before it ended, a run waited for the child that ended last, before that began for the one that
 * had ended last by then, and so on. A child that outlived its parent held nobody up. The segments join without a gap, the
 * first one first.
 */
export function criticalPath(tree: Tree, times: RunTimes, root: number): PathSegment[] {
  const segments: PathSegment[] = [];
  const visits: Visit[] = [visitOf(tree, times, root, times.end[root] ?? 0)];
  for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
    const child = nextChild(visit, times);
    const until = child === undefined ? visit.from : (times.end[child] ?? 0);
    if (visit.reached > until) segments.push({ run: visit.run, from: until, to: visit.reached });
    if (child === undefined) visits.pop();
    else {
      visit.reached = times.start[child] ?? 0;
      visits.push(visitOf(tree, times, child, until));
    }
  }
  return segments.reverse();
}

interface Visit {
  readonly run: number;
  readonly from: number;
  /** Children that may still be on the path, the one that ended last at the end. */
  readonly left: number[];
  /** Everything after this moment is told. */
  reached: number;
}

function visitOf(tree: Tree, times: RunTimes, run: number, end: number): Visit {
  const from = times.start[run] ?? 0;
  const left = [...childrenOf(tree, run)].filter(
    (child) => (times.start[child] ?? 0) >= from && (times.end[child] ?? 0) > (times.start[child] ?? 0),
  );
  left.sort((a, b) => (times.end[a] ?? 0) - (times.end[b] ?? 0) || (times.start[b] ?? 0) - (times.start[a] ?? 0));
  return { run, from, left, reached: end };
}

function nextChild(visit: Visit, times: RunTimes): number | undefined {
  for (let child = visit.left.pop(); child !== undefined; child = visit.left.pop()) {
    if ((times.end[child] ?? 0) <= visit.reached) return child;
  }
  return undefined;
}
