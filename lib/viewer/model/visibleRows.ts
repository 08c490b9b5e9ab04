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

/** Which runs are closed: those from a depth on, and those that somebody closed or opened in spite of it. */
export interface Closing {
  /** 0 leaves the roots; `null` closes none. */
  readonly depth: number | null;
  readonly toggled: ReadonlySet<number>;
}

export function isClosed(tree: Tree, { depth, toggled }: Closing, run: number): boolean {
  const isBelow = depth !== null && (tree.depth[run] ?? 0) >= depth && hasChildren(tree, run);
  return isBelow !== toggled.has(run);
}

/** {@link Closing.toggled} with everything opened that hides `run`. */
export function openedTo(tree: Tree, closing: Closing, run: number): ReadonlySet<number> {
  const hiding = ancestorsOf(tree, run).filter((above) => isClosed(tree, closing, above));
  return hiding.length === 0 ? closing.toggled : hiding.reduce(turned, closing.toggled);
}

/** A set with a run put in, or taken out. */
export function turned(runs: ReadonlySet<number>, run: number): ReadonlySet<number> {
  const next = new Set(runs);
  if (!next.delete(run)) next.add(run);
  return next;
}

/** The depth of the deepest run. */
export function depthOf(tree: Tree): number {
  return tree.depth.reduce((deepest, depth) => Math.max(deepest, depth), 0);
}
