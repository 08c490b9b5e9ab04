import { useMemo } from 'preact/hooks';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { findRuns } from '../model/runFinder.js';
import type { TraceRuns } from '../model/traceRuns.js';
import type { Tree } from '../model/tree.js';

export interface Find {
  readonly text: string;
  /** Runs that hold the words, in the order of the tree. */
  readonly hits: readonly number[];
  readonly found: ReadonlySet<number> | undefined;
  /** Whether there may be more: runs that are not searched yet, or more hits than were asked for. */
  readonly isPart: boolean;
}

/** Finds words in a trace: names, models and errors at once, payloads as soon as the server answers. */
export function useFind(traceId: string, runs: TraceRuns, tree: Tree, text: string): Find {
  const { value: answer } = useLoaded(text.trim() === '' ? null : `find ${text}`, async (signal) => ({
    text,
    page: await traceServer.search({ q: text, trace: traceId, limit: 200 }, signal).catch(() => undefined),
  }));
  // What comes late is an answer to other words.
  const page = answer?.text === text ? answer.page : undefined;
  return useMemo(() => {
    if (text.trim() === '') return { text, hits: [], found: undefined, isPart: false };
    const inPayloads = (page?.hits ?? []).map((hit) => runs.numberOf(hit.run.id)).filter((run) => run !== undefined);
    const found = new Set([...findRuns(runs, tree, text), ...inPayloads]);
    const hits = [...found].sort((a, b) => (tree.place[a] ?? 0) - (tree.place[b] ?? 0));
    return { text, hits, found, isPart: page !== undefined && (page.pending > 0 || page.nextCursor !== null) };
  }, [text, page, tree]);
}
