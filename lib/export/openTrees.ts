import type { Run } from '../run/run.js';

/** What one call from outside has started: a trace, or the part of it that runs in this process. */
export interface OpenTree {
  readonly top: Run;
  readonly runs: Map<string, Run>;
  /** Runs that there was no room for. */
  omitted: number;
}

const idColumns = 36;

/**
 * The trees that are going on. Each is known by its topmost run here and not by its trace: another process may call twice
 * within one trace, and each of these calls is done on its own.
 */
export class OpenTrees {
  readonly #maxRuns: number;
  readonly #byRun = new Map<string, OpenTree>();
  readonly #all = new Set<OpenTree>();

  /** @param maxRuns How many runs of a tree are kept; memory has to stay bounded below a run that never ends. */
  constructor(maxRuns: number) {
    this.#maxRuns = maxRuns;
  }

  get all(): Iterable<OpenTree> {
    return this.#all;
  }

  /** Takes a run that starts into the tree that it belongs to, or a new one. */
  add(run: Run): void {
    const tree = this.treeOf(run) ?? this.#plant(run);
    if (tree.runs.size >= this.#maxRuns) {
      tree.omitted += 1;
      return;
    }
    tree.runs.set(run.id, run);
    this.#byRun.set(run.id, tree);
  }

  /** The tree that a run, or one that it was called by, was taken into. */
  treeOf({ id, parentRunId, dottedOrder }: Run): OpenTree | undefined {
    const near = this.#byRun.get(id) ?? (parentRunId === undefined ? undefined : this.#byRun.get(parentRunId));
    if (near !== undefined || parentRunId === undefined) return near;
    // Called by one that was omitted. The topmost is never omitted, and every run names all those above it.
    for (const segment of dottedOrder.split('.')) {
      const tree = this.#byRun.get(segment.slice(-idColumns));
      if (tree !== undefined) return tree;
    }
    return undefined;
  }

  remove(tree: OpenTree): void {
    this.#all.delete(tree);
    for (const id of tree.runs.keys()) this.#byRun.delete(id);
  }

  #plant(top: Run): OpenTree {
    const tree = { top, runs: new Map<string, Run>(), omitted: 0 };
    this.#all.add(tree);
    return tree;
  }
}
