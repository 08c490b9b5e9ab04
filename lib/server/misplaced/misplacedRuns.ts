import type { Misplacement } from '../../wire/misplacement.js';
import type { TraceStore } from '../store/traceStore.js';
import { lostChildren, lostFrom } from './lostRoots.js';
import { missingParents } from './missingParents.js';

/** Below this it is noise: in a busy server everything happens inside of something. */
const leastConfidence = 0.3;

/**
 * Runs that have to do with a trace and most likely belong elsewhere, the surest first: its runs whose parent is missing, roots
 * elsewhere that look like its lost children, and itself where it looks like one.
 */
export async function misplacedRuns(
  store: TraceStore,
  traceId: string,
  now: number = Date.now(),
): Promise<readonly Misplacement[]> {
  const skeleton = await store.trace(traceId);
  if (skeleton === undefined) return [];
  const roots = [...(await lostFrom(store, skeleton.summary)), ...(await lostChildren(store, skeleton))];
  const likely = roots.filter(({ confidence }) => confidence >= leastConfidence);
  const all = [...missingParents(skeleton, now), ...likely];
  return all.sort((one, other) => other.confidence - one.confidence);
}
