import type { RunNode } from './runForest.js';

/** Where a run stands in its tree. */
export interface Place {
  readonly node: RunNode;
  /** The place of the run that called it; `undefined` at the top. */
  readonly above: Place | undefined;
  /** 0 at the top. */
  readonly depth: number;
  /** Whether no sibling follows. */
  readonly isLast: boolean;
}

function pushReversed(waiting: Place[], nodes: readonly RunNode[], above: Place | undefined): void {
  const depth = above === undefined ? 0 : above.depth + 1;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index];
    if (node !== undefined) waiting.push({ node, above, depth, isLast: index === nodes.length - 1 });
  }
}

/**
 * The runs of trees in the order in which they are written: each before those that it called.
 *
 * With a stack of its own: traced recursion makes trees deeper than the stack that a recursion here would need.
 */
export function* walkForest(forest: readonly RunNode[]): Generator<Place, void, undefined> {
  const waiting: Place[] = [];
  pushReversed(waiting, forest, undefined);
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    yield place;
    pushReversed(waiting, place.node.children, place);
  }
}
