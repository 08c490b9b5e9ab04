import { useCallback, useEffect, useState } from 'preact/hooks';
import type { TraceSkeleton } from '../../wire/traceSkeleton.js';
import { traceServer } from '../api/traceServer.js';
import { TraceRuns } from '../model/traceRuns.js';

/** The runs of a trace on their way from the server. */
export interface LoadedRuns {
  /** Those that are there; more are put behind them until {@link LoadedRuns.isWhole}. */
  readonly runs?: TraceRuns;
  readonly pieces: readonly TraceSkeleton[];
  readonly isWhole: boolean;
  readonly error?: Error;
  readonly reload: () => void;
}

/** What fills a screen: it is there at once, however large the trace is. */
const firstPiece = 500;
/** Parsed in tens of milliseconds, so that the page stays quick while the rest arrives. */
const furtherPiece = 20_000;

async function* piecesOf(traceId: string, signal: AbortSignal): AsyncGenerator<TraceSkeleton> {
  let piece = await traceServer.trace(traceId, { limit: firstPiece }, signal);
  yield piece;
  while (piece.nextCursor !== null) {
    piece = await traceServer.trace(traceId, { limit: furtherPiece, cursor: piece.nextCursor }, signal);
    yield piece;
  }
}

/** Loads a trace piece by piece, and draws it twice: with the first one, and when all are there. */
export function useTraceRuns(traceId: string): LoadedRuns {
  const [state, setState] = useState<Omit<LoadedRuns, 'reload'>>({ pieces: [], isWhole: false });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const aborter = new AbortController();
    void (async () => {
      const pieces: TraceSkeleton[] = [];
      let runs: TraceRuns | undefined;
      for await (const piece of piecesOf(traceId, aborter.signal)) {
        if (aborter.signal.aborted) return;
        pieces.push(piece);
        if (runs === undefined) runs = new TraceRuns(piece);
        else runs.append(piece);
        const isWhole = piece.nextCursor === null;
        const shown = { runs, pieces, isWhole };
        // What is shown already is not taken back while it is loaded anew.
        if (isWhole || pieces.length === 1) setState((old) => (isWhole || old.runs === undefined ? shown : old));
      }
    })().catch((error: unknown) => {
      if (!aborter.signal.aborted) setState((old) => ({ ...old, error: error as Error }));
    });
    return () => aborter.abort();
  }, [traceId, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  return { ...state, reload };
}
