import type { Run } from '../run/run.js';

/** A run and those that it called, in the order of their starts. */
export interface RunNode {
  readonly run: Run;
  readonly children: readonly RunNode[];
}

interface GrowingNode extends RunNode {
  readonly children: GrowingNode[];
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

/** The trees that runs form. A run whose parent is not among them stands at the top. */
export function runForest(runs: Iterable<Run>): readonly RunNode[] {
  const nodes = new Map<string, GrowingNode>();
  const bySpan = new Map<string, GrowingNode>();
  for (const run of runs) {
    const node = { run, children: [] };
    nodes.set(run.id, node);
    bySpan.set(spanKey(run, run.id), node);
  }
  const roots: GrowingNode[] = [];
  for (const node of nodes.values()) {
    const { parentRunId } = node.run;
    const isSpan = parentRunId !== undefined && spanParent.test(parentRunId);
    const parent = isSpan ? bySpan.get(spanKey(node.run, parentRunId)) : nodes.get(parentRunId ?? '');
    (parent?.children ?? roots).push(node);
  }
  for (const node of nodes.values()) node.children.sort(byStart);
  return roots.sort(byStart);
}
