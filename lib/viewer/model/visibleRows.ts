import { ancestorsOf, hasChildren } from './tree.js';
import type { Tree } from './tree.js';

/** The runs that a tree with some runs closed shows, from top to bottom. */
export function visibleRows(tree: Tree, isClosed: (run: number) => boolean): Int32Array {
  const rows = new Int32Array(tree.order.length);
  let count = 0;
  for (let position = 0; position < tree.order.length;) {
    const run = tree.order[position] ?? 0;
    rows[count++] = run;
    position += 1 + (isClosed(run) ? (tree.below[run] ?? 0) : 0);
  }
  return rows.slice(0, count);
}

/** The runs to close so that nothing deeper than `depth` is shown; 0 leaves the roots. */
export function closedBelow(tree: Tree, depth: number): Set<number> {
  const closed = new Set<number>();
  for (const run of tree.order) if ((tree.depth[run] ?? 0) >= depth && hasChildren(tree, run)) closed.add(run);
  return closed;
}

/** `closed` without what hides `run`. */
export function openedTo(tree: Tree, closed: ReadonlySet<number>, run: number): ReadonlySet<number> {
  const hiding = ancestorsOf(tree, run).filter((above) => closed.has(above));
  if (hiding.length === 0) return closed;
  const rest = new Set(closed);
  for (const above of hiding) rest.delete(above);
  return rest;
}

/** The depth of the deepest run. */
export function depthOf(tree: Tree): number {
  return tree.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0);
}
