import type { RunTimes } from './runTimes.js';
import type { Tree } from './tree.js';

/**
 * The line of a flame chart that each run is drawn on: below its parent, and where no other run is being drawn at that time.
 * Children that ran side by side so take lines of their own instead of hiding each other.
 */
export function flameLanes(tree: Tree, times: RunTimes): Int32Array {
  const lanes = new Int32Array(tree.order.length);
  /** By lane: the end of what was drawn on it last. */
  const busyUntil: number[] = [];
  const byStart = [...tree.order].sort((a, b) => (times.start[a] ?? 0) - (times.start[b] ?? 0));
  for (const run of byStart) {
    const above = tree.parent[run] ?? -1;
    const start = times.start[run] ?? 0;
    // A child told to have begun before its parent comes first here, and its parent's lane is not known yet: its depth serves.
    let lane = above < 0 ? 0 : Math.max((lanes[above] ?? 0) + 1, tree.depth[run] ?? 0);
    while ((busyUntil[lane] ?? -Infinity) > start) lane++;
    lanes[run] = lane;
    busyUntil[lane] = Math.max(times.end[run] ?? 0, start);
  }
  return lanes;
}
