/**
 * The shape of a trace: runs are numbers (their place in the columns), children stand in the order they started. Flat arrays
 * instead of nodes, as a trace may hold 100,000 runs and be rebuilt four times a second while it grows.
 */
export interface Tree {
  /** Every run, each before its children and siblings in order of start: what an open tree shows from top to bottom. */
  readonly order: Int32Array;
  /** By run: its place in {@link Tree.order}. */
  readonly place: Int32Array;
  /** By run: 0 for a root. */
  readonly depth: Int32Array;
  /** By run: how many runs are below it. */
  readonly below: Int32Array;
  /** By run: its parent, -1 for a root. As given, but for cycles, which are cut. */
  readonly parent: Int32Array;
  /** By run `i`: its children are `children[firstChild[i]] … children[firstChild[i + 1] - 1]`. */
  readonly firstChild: Int32Array;
  readonly children: Int32Array;
  readonly roots: readonly number[];
}

/** Builds the tree. A parent may stand behind its child; one that is not there (-1, or no such run) makes a root. */
export function treeOf(parents: ArrayLike<number>, starts: ArrayLike<number>): Tree {
  const count = parents.length;
  const parent = withoutCycles(parents);
  const byStart = runsByStart(starts, count);
  const firstChild = new Int32Array(count + 1);
  for (let run = 0; run < count; run++) {
    const above = parent[run] ?? -1;
    if (above >= 0) firstChild[above + 1] = (firstChild[above + 1] ?? 0) + 1;
  }
  for (let run = 0; run < count; run++) firstChild[run + 1] = (firstChild[run + 1] ?? 0) + (firstChild[run] ?? 0);
  const children = new Int32Array(firstChild[count] ?? 0);
  const next = firstChild.slice();
  const roots: number[] = [];
  for (const run of byStart) {
    const above = parent[run] ?? -1;
    if (above < 0) roots.push(run);
    else {
      const at = next[above] ?? 0;
      children[at] = run;
      next[above] = at + 1;
    }
  }
  return { parent, firstChild, children, roots, ...walk(roots, parent, firstChild, children) };
}

/** The children of a run, in order of start. */
export function childrenOf(tree: Tree, run: number): Int32Array {
  return tree.children.subarray(tree.firstChild[run], tree.firstChild[run + 1]);
}

export function hasChildren(tree: Tree, run: number): boolean {
  return (tree.below[run] ?? 0) > 0;
}

/** The run's ancestors, the nearest first. */
export function ancestorsOf(tree: Tree, run: number): number[] {
  const above: number[] = [];
  for (let at = tree.parent[run] ?? -1; at >= 0; at = tree.parent[at] ?? -1) above.push(at);
  return above;
}

function runsByStart(starts: ArrayLike<number>, count: number): Int32Array {
  const runs = new Int32Array(count);
  let isSorted = true;
  for (let run = 0; run < count; run++) {
    runs[run] = run;
    if (run > 0 && (starts[run] ?? 0) < (starts[run - 1] ?? 0)) isSorted = false;
  }
  return isSorted ? runs : runs.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
}

/** A trace is what somebody sent: a run may name itself, or its own descendant, as its parent. */
function withoutCycles(parents: ArrayLike<number>): Int32Array {
  const count = parents.length;
  const parent = new Int32Array(count);
  for (let run = 0; run < count; run++) {
    const above = parents[run] ?? -1;
    parent[run] = above >= 0 && above < count ? above : -1;
  }
  // 0: not seen, 1: on the way up that is being walked, 2: known to end at a root.
  const seen = new Uint8Array(count);
  for (let run = 0; run < count; run++) {
    const path: number[] = [];
    let at = run;
    while (at >= 0 && seen[at] === 0) {
      seen[at] = 1;
      path.push(at);
      at = parent[at] ?? -1;
    }
    if (at >= 0 && seen[at] === 1) parent[at] = -1;
    for (const passed of path) seen[passed] = 2;
  }
  return parent;
}

function walk(
  roots: readonly number[],
  parent: Int32Array,
  firstChild: Int32Array,
  children: Int32Array,
): Pick<Tree, 'order' | 'place' | 'depth' | 'below'> {
  const count = parent.length;
  const order = new Int32Array(count);
  const place = new Int32Array(count);
  const depth = new Int32Array(count);
  const below = new Int32Array(count);
  const stack = [...roots].reverse();
  let at = 0;
  for (let run = stack.pop(); run !== undefined; run = stack.pop()) {
    order[at] = run;
    place[run] = at++;
    const above = parent[run] ?? -1;
    depth[run] = above < 0 ? 0 : (depth[above] ?? 0) + 1;
    const last = firstChild[run] ?? 0;
    for (let child = (firstChild[run + 1] ?? 0) - 1; child >= last; child--) stack.push(children[child] ?? 0);
  }
  for (let position = count - 1; position >= 0; position--) {
    const run = order[position] ?? 0;
    const above = parent[run] ?? -1;
    if (above >= 0) below[above] = (below[above] ?? 0) + (below[run] ?? 0) + 1;
  }
  return { order, place, depth, below };
}
