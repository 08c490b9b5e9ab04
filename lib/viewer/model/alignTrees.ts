import { diffArrays } from 'diff';
import { childrenOf } from './tree.js';
import type { Tree } from './tree.js';

/** A tree with what tells its runs apart, such as `llm ChatModel`. */
export interface LabelledTree {
  readonly tree: Tree;
  readonly label: (run: number) => string;
}

/** A row of two trees side by side; `null` where the other one has nothing like it. */
export interface AlignedRow {
  readonly left: number | null;
  readonly right: number | null;
  readonly depth: number;
}

/**
 * Lays two trees side by side: below runs that are the same, children with the same label in the same order are the same, and
 * what is left stands alone, with everything below it.
 */
export function alignTrees(left: LabelledTree, right: LabelledTree): AlignedRow[] {
  const rows: AlignedRow[] = [];
  const stack = alignSiblings([...left.tree.roots], [...right.tree.roots], left, right, 0).reverse();
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    rows.push(row);
    const below = alignSiblings(
      row.left === null ? [] : [...childrenOf(left.tree, row.left)],
      row.right === null ? [] : [...childrenOf(right.tree, row.right)],
      left,
      right,
      row.depth + 1,
    );
    for (let index = below.length - 1; index >= 0; index--) stack.push(below[index] as AlignedRow);
  }
  return rows;
}

/** Beyond so many differences among siblings, finding the fewest takes quadratic time for no better a picture. */
const mostDifferences = 1000;

function alignSiblings(a: number[], b: number[], left: LabelledTree, right: LabelledTree, depth: number): AlignedRow[] {
  if (a.length === 0 || b.length === 0) {
    return [
      ...a.map((run) => ({ left: run, right: null, depth })),
      ...b.map((run) => ({ left: null, right: run, depth })),
    ];
  }
  const changes = diffArrays(a.map(left.label), b.map(right.label), { maxEditLength: mostDifferences });
  if (changes === undefined) return alignInOrder(a, b, left, right, depth);
  const rows: AlignedRow[] = [];
  let atLeft = 0;
  let atRight = 0;
  for (const change of changes) {
    for (let count = 0; count < change.count; count++) {
      rows.push({
        left: change.added ? null : (a[atLeft++] ?? null),
        right: change.removed ? null : (b[atRight++] ?? null),
        depth,
      });
    }
  }
  return rows;
}

/** The n-th run of a label belongs to the n-th run of that label. */
function alignInOrder(a: number[], b: number[], left: LabelledTree, right: LabelledTree, depth: number): AlignedRow[] {
  const waiting = grouped(b, right.label);
  for (const runs of waiting.values()) runs.reverse();
  const rows = a.map((run): AlignedRow => ({ left: run, right: waiting.get(left.label(run))?.pop() ?? null, depth }));
  const met = new Set(rows.map((row) => row.right));
  return [...rows, ...b.filter((run) => !met.has(run)).map((run) => ({ left: null, right: run, depth }))];
}

function grouped(runs: readonly number[], label: (run: number) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const run of runs) {
    const group = groups.get(label(run));
    if (group === undefined) groups.set(label(run), [run]);
    else group.push(run);
  }
  return groups;
}
