import type { TraceRuns } from './traceRuns.js';
import type { Tree } from './tree.js';

/** Runs whose name, run type, model or error holds all the words, in the order of the tree. */
export function findRuns(runs: TraceRuns, tree: Tree, query: string): number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return [...tree.order].filter((run) => {
    const text = searched(runs, run);
    return words.every((word) => text.includes(word));
  });
}

function searched(runs: TraceRuns, run: number): string {
  return `${runs.name(run)}\n${runs.runType(run)}\n${runs.model(run) ?? ''}\n${runs.errors.get(run) ?? ''}`.toLowerCase();
}

/** Runs that failed, in the order of the tree. */
export function failedRuns(runs: TraceRuns, tree: Tree): number[] {
  return [...tree.order].filter((run) => runs.status(run) === 'error');
}

/** The next of `among` behind `from` in the order of the tree, or before it; goes round at the ends. */
export function nextRun(tree: Tree, among: readonly number[], from: number | null, step: 1 | -1): number | undefined {
  const here = from === null ? (step === 1 ? -1 : Infinity) : (tree.place[from] ?? -1);
  const places = among.map((run) => tree.place[run] ?? 0);
  if (step === 1) {
    const next = places.findIndex((place) => place > here);
    return among[next === -1 ? 0 : next];
  }
  const previous = places.findLastIndex((place) => place < here);
  return among[previous === -1 ? among.length - 1 : previous];
}
