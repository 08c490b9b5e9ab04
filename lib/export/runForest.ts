import type { Run } from '../run/run.js';

/** A run and those that it called, in the order of their starts. */
export interface RunNode {
  readonly run: Run;
  readonly children: readonly RunNode[];
}

interface GrowingNode extends RunNode {
  readonly children: GrowingNode[];
}

function byStart(one: RunNode, other: RunNode): number {
  return one.run.dottedOrder < other.run.dottedOrder ? -1 : 1;
}

/** The trees that runs form. A run whose parent is not among them stands at the top. */
export function runForest(runs: Iterable<Run>): readonly RunNode[] {
  const nodes = new Map<string, GrowingNode>();
  for (const run of runs) nodes.set(run.id, { run, children: [] });
  const roots: GrowingNode[] = [];
  for (const node of nodes.values()) {
    const { parentRunId } = node.run;
    (parentRunId === undefined ? roots : (nodes.get(parentRunId)?.children ?? roots)).push(node);
  }
  for (const node of nodes.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}
