import { useEffect, useRef, useState } from 'preact/hooks';
import { openLiveFeed } from '../api/liveFeed.js';
import { traceServer } from '../api/traceServer.js';
import { traceFilterOf, traceListQueryOf, writeListState } from '../model/listQuery.js';
import type { ListState } from '../model/listQuery.js';
import { HeldTraces } from '../model/heldTraces.js';
import { changedTraces, mergeTraces } from '../model/mergeTraces.js';
import type { LiveEvent } from '../../wire/liveEvent.js';
import type { TraceSummary } from '../../wire/traceSummary.js';

const pageSize = 100;
/** A list that is followed for days begins anew with its first page beyond that. */
const mostFollowed = 1000;

export interface TraceList {
  readonly traces: readonly TraceSummary[];
  readonly isLoading: boolean;
  readonly error: Error | undefined;
  readonly hasMore: boolean;
  /** Changes that are held back: by a pause, by an order in which they would jump, or because the list is being read further down. */
  readonly waiting: number;
  readonly isConnected: boolean;
  /** Grows with every change heard of. */
  readonly changes: number;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface State {
  readonly traces: readonly TraceSummary[];
  readonly cursor: string | null;
  readonly version: number | undefined;
  readonly isLoading: boolean;
  readonly error: Error | undefined;
}

const empty: State = { traces: [], cursor: null, version: undefined, isLoading: true, error: undefined };

/** What is not shown as it arrives: all of it, or only what is new, so that no line moves. */
export type Holding = 'all' | 'new' | 'nothing';

/** The traces that a state shows, page by page, kept up with what arrives unless it is held back. */
export function useTraceList(list: ListState, wanted: Holding): TraceList {
  const key = writeListState(list).toString();
  const [state, setState] = useState(empty);
  const [attempt, setAttempt] = useState(0);
  const [feed, setFeed] = useState({ isConnected: true, changes: 0 });
  const [held] = useState(() => new HeldTraces());
  const holding = list.sort === 'start' && list.order === 'desc' ? wanted : 'all';
  const reload = (): void => setAttempt((count) => count + 1);

  useEffect(() => {
    const aborter = new AbortController();
    held.clear();
    setState((old) => ({ ...old, isLoading: true, version: undefined }));
    traceServer.traces({ ...traceListQueryOf(list, Date.now()), limit: pageSize }, aborter.signal).then(
      (page) => setState({ ...page, cursor: page.nextCursor, isLoading: false, error: undefined }),
      (error: unknown) => aborter.signal.aborted || setState({ ...empty, isLoading: false, error: error as Error }),
    );
    return () => aborter.abort();
  }, [key, attempt]);

  const take = useRef<(event: LiveEvent) => void>(() => undefined);
  take.current = (event) => {
    if (event.type === 'reload') reload();
    if (event.type !== 'traces') return;
    held.add(event.traces);
    if (holding === 'nothing') release();
    if (holding === 'new') setState((old) => ({ ...old, traces: changedTraces(old.traces, event.traces) }));
    setFeed((old) => ({ ...old, changes: old.changes + 1 }));
  };
  const release = (): void => {
    const changed = held.take();
    if (changed === undefined || state.traces.length > mostFollowed) reload();
    else if (changed.length > 0) setState((old) => ({ ...old, traces: mergeTraces(old.traces, changed) }));
  };
  useEffect(() => {
    if (holding === 'nothing') release();
  }, [holding]);
  useEffect(() => {
    if (state.version === undefined) return undefined;
    return openLiveFeed(
      { ...traceFilterOf(list, Date.now()), since: state.version },
      {
        onEvent: (event) => take.current(event),
        onConnection: (isConnected) => setFeed((old) => ({ ...old, isConnected })),
      },
    );
  }, [key, state.version]);

  const loadMore = useMore(list, state, setState);
  return { ...state, ...feed, hasMore: state.cursor !== null, waiting: held.count, loadMore, reload };
}

/** Loads the next page, one at a time. */
function useMore(list: ListState, { cursor }: State, setState: (change: (old: State) => State) => void): () => void {
  const isLoading = useRef(false);
  return () => {
    if (cursor === null || isLoading.current) return;
    isLoading.current = true;
    traceServer
      .traces({ ...traceListQueryOf(list, Date.now()), limit: pageSize, cursor })
      .then((page) =>
        setState((old) => ({
          ...old,
          traces: [...old.traces, ...withoutKnown(page.traces, old.traces)],
          cursor: page.nextCursor,
        })),
      )
      .catch((error: unknown) => setState((old) => ({ ...old, cursor: null, error: error as Error })))
      .finally(() => (isLoading.current = false));
  };
}

function withoutKnown(more: readonly TraceSummary[], known: readonly TraceSummary[]): readonly TraceSummary[] {
  const ids = new Set(known.map((trace) => trace.traceId));
  return more.filter((trace) => !ids.has(trace.traceId));
}
