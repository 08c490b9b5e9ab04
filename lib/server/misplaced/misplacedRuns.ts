import type { Misplacement } from '../../wire/misplacement.js';
import type { TraceStore } from '../store/traceStore.js';

/** Runs that have to do with a trace and most likely belong elsewhere. */
export async function misplacedRuns(store: TraceStore, traceId: string): Promise<readonly Misplacement[]> {
  const skeleton = await store.trace(traceId);
  return skeleton === undefined ? [] : [];
}
