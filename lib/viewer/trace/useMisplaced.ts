import { useMemo } from 'preact/hooks';
import type { Misplacement } from '../../wire/misplacement.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import type { Graft } from '../model/graftTrace.js';

export interface Misplaced {
  readonly list: readonly Misplacement[];
  /** Runs of other traces to draw into this one. */
  readonly grafts: readonly Graft[];
}

const none: readonly never[] = [];

/** Runs of a trace that most likely belong elsewhere, and runs of other traces that most likely belong here. */
export function useMisplaced(traceId: string | null, isPlaced: boolean): Misplaced {
  const { value } = useLoaded(traceId === null ? null : `misplaced ${traceId}`, (signal) =>
    traceServer.misplaced(traceId ?? '', signal),
  );
  const list = value?.misplaced ?? none;
  const lost = list.filter((one) => one.traceId !== traceId && one.suggested?.traceId === traceId);
  const key = isPlaced && lost.length > 0 ? `grafts ${lost.map((one) => one.runId).join(' ')}` : null;
  const { value: grafts } = useLoaded(key, (signal) =>
    Promise.all(
      lost.map(async ({ traceId: from, runId, suggested }) => ({
        skeleton: await traceServer.trace(from, {}, signal),
        runId,
        parentId: suggested?.runId ?? '',
      })),
    ),
  );
  return useMemo(() => ({ list, grafts: (key === null ? undefined : grafts) ?? none }), [list, grafts, key]);
}
