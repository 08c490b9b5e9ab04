import type { Run } from '../run/run.js';

/** A run and those that it called, in the order of their starts. */
export interface RunNode {
  readonly run: Run;
  readonly children: readonly RunNode[];
}

interface GrowingNode extends RunNode {
  readonly children: GrowingNode[];
  parent: GrowingNode | undefined;
}

/** By time, and not by the whole dotted order: below a parent of another process the orders begin differently. */
function byStart(one: RunNode, other: RunNode): number {
  const difference = one.run.startTime - other.run.startTime;
  if (difference !== 0) return difference;
  return one.run.id < other.run.id ? -1 : 1;
}

/** A parent that came as a W3C `traceparent` alone: the last digits of its id, with zeros before them. */
const spanParent = /^00000000-0000-0000-/;

function spanKey({ traceId }: Run, id: string): string {
  return `${traceId}/${id.slice(spanIdStart)}`;
}

const spanIdStart = '00000000-0000-0000-'.length;

/** What was sent may stand below itself: of each such circle one run is put at the top, or nothing would show it. */
function cutCircles(nodes: Iterable<GrowingNode>, roots: GrowingNode[]): void {
  const placed = new Set<GrowingNode>();
  for (const node of nodes) {
    const path = new Set<GrowingNode>();
    let at: GrowingNode | undefined = node;
    for (; at !== undefined && !placed.has(at) && !path.has(at); at = at.parent) path.add(at);
    if (at !== undefined && path.has(at)) {
      at.parent?.children.splice(at.parent.children.indexOf(at), 1);
      at.parent = undefined;
      roots.push(at);
    }
    for (const one of path) placed.add(one);
  }
}

/** The trees that runs form. A run whose parent is not among them stands at the top. */
export function runForest(runs: Iterable<Run>): readonly RunNode[] {
  const nodes = new Map<string, GrowingNode>();
  const bySpan = new Map<string, GrowingNode>();
  for (const run of runs) {
    const node: GrowingNode = { run, children: [], parent: undefined };
    nodes.set(run.id, node);
    bySpan.set(spanKey(run, run.id), node);
  }
  const roots: GrowingNode[] = [];
  for (const node of nodes.values()) {
    const { parentRunId } = node.run;
    const isSpan = parentRunId !== undefined && spanParent.test(parentRunId);
    node.parent = isSpan ? bySpan.get(spanKey(node.run, parentRunId)) : nodes.get(parentRunId ?? '');
    (node.parent?.children ?? roots).push(node);
  }
  cutCircles(nodes.values(), roots);
  for (const node of nodes.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}
