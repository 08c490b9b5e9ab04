import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LiveEvent } from '../../wire/liveEvent.js';
import type { RunRow, TraceSkeleton } from '../../wire/traceSkeleton.js';
import type { TraceSummary } from '../../wire/traceSummary.js';
import { openLiveFeed } from '../api/liveFeed.js';
import { growTexts, type StreamedTexts } from '../model/streamedText.js';
import { graftTrace } from '../model/graftTrace.js';
import type { Graft } from '../model/graftTrace.js';
import { TraceRuns } from '../model/traceRuns.js';
import { useTraceRuns } from './useTraceRuns.js';

export interface GrowingTrace {
  readonly runs: TraceRuns | undefined;
  /** Whether all runs that the server has are there. */
  readonly isWhole: boolean;
  /** Grows with every change of the runs. */
  readonly revision: number;
  readonly summary: TraceSummary | undefined;
  readonly error: Error | undefined;
  readonly reload: () => void;
  readonly isConnected: boolean;
  /** What runs that go on have streamed. */
  readonly streamed: StreamedTexts;
  /** Version of a run that has changed since the trace was opened. */
  readonly versionOf: (runId: string) => number | undefined;
}

interface Growth {
  readonly summary?: TraceSummary;
  readonly revision: number;
  readonly isConnected: boolean;
}

/** A trace that grows while it is looked at, with what is drawn into it from elsewhere. */
export function useTrace(traceId: string, grafts: readonly Graft[]): GrowingTrace {
  const { runs: loaded, pieces, isWhole, error, reload } = useTraceRuns(traceId);
  const changed = useRef(new Map<string, RunRow>());
  const [growth, setGrowth] = useState<Growth>({ revision: 0, isConnected: true });
  const [streamed, setStreamed] = useState<StreamedTexts>(new Map());
  const runs = useMemo(
    () => (grafts.length === 0 || !isWhole ? loaded : withGrafts(pieces, grafts, changed.current)),
    [loaded, isWhole, grafts],
  );

  const take = useRef<(event: LiveEvent) => void>(() => undefined);
  take.current = (event) => {
    if (event.type === 'reload') reload();
    if (event.type === 'runs') {
      for (const row of event.runs) changed.current.set(row.id, row);
      for (const one of new Set([runs, loaded])) one?.take(event.runs);
      setGrowth((old) => ({ ...old, revision: old.revision + 1 }));
    }
    if (event.type === 'streamed') setStreamed((old) => growTexts(old, event.runs));
    if (event.type === 'traces') {
      const summary = event.traces.find((trace) => trace.traceId === traceId);
      if (summary !== undefined) setGrowth((old) => ({ ...old, summary }));
    }
  };
  // Before all is there, nothing is known of what changes.
  const since = isWhole ? pieces[0]?.version : undefined;
  useEffect(() => {
    if (since === undefined) return undefined;
    changed.current.clear();
    return openLiveFeed(
      { trace: traceId, since },
      {
        onEvent: (event) => take.current(event),
        onConnection: (isConnected) => setGrowth((old) => ({ ...old, isConnected })),
      },
    );
  }, [traceId, since]);

  return {
    runs,
    isWhole,
    // All that came after the first piece is a change, too.
    revision: growth.revision + (isWhole ? 1 : 0),
    summary: newer(pieces.at(-1)?.summary, growth.summary),
    error,
    reload,
    isConnected: growth.isConnected,
    streamed,
    versionOf: (runId) => changed.current.get(runId)?.version,
  };
}

function withGrafts(
  [first, ...others]: readonly TraceSkeleton[],
  grafts: readonly Graft[],
  changed: ReadonlyMap<string, RunRow>,
): TraceRuns | undefined {
  if (first === undefined) return undefined;
  const runs = new TraceRuns(first);
  for (const piece of others) runs.append(piece);
  for (const graft of grafts) graftTrace(runs, graft);
  runs.take([...changed.values()]);
  return runs;
}

function newer(first: TraceSummary | undefined, second: TraceSummary | undefined): TraceSummary | undefined {
  return first === undefined || (second !== undefined && second.version >= first.version) ? (second ?? first) : first;
}
