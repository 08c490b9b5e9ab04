import type { RunTimes } from './runTimes.js';
import { childrenOf } from './tree.js';
import type { Tree } from './tree.js';

/** The stretches of a run in which none of its children was going on, the first one first. */
export function selfSegments(tree: Tree, times: RunTimes, run: number): { from: number; to: number }[] {
  const start = times.start[run] ?? 0;
  const end = times.end[run] ?? start;
  const segments: { from: number; to: number }[] = [];
  let reached = start;
  // In order of start, so that one pass finds what the children cover, though they overlap.
  for (const child of childrenOf(tree, run)) {
    const from = Math.min(times.start[child] ?? 0, end);
    if (from > reached) segments.push({ from: reached, to: from });
    reached = Math.max(reached, Math.min(times.end[child] ?? 0, end));
  }
  if (end > reached) segments.push({ from: reached, to: end });
  return segments;
}

/** Milliseconds of a run in which none of its children was going on. */
export function selfTime(tree: Tree, times: RunTimes, run: number): number {
  return selfSegments(tree, times, run).reduce((sum, { from, to }) => sum + to - from, 0);
}
