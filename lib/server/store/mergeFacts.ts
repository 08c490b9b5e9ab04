import type { RunStatus } from '../../run/run.js';
import type { ChangeRank, RunFacts } from './runChange.js';

/** Facts, and the rank of the change that knew most so far. */
export interface RankedFacts {
  readonly rank: ChangeRank;
  readonly facts: RunFacts;
}

type Fields = Record<string, unknown>;

/** The fields of one, and those of the other where it has none. */
function filledUp(first: RunFacts, second: RunFacts): RunFacts {
  const merged: Fields = { ...second };
  for (const [name, value] of Object.entries(first)) if (value !== undefined) merged[name] = value;
  return merged;
}

/** What is known after a change: field by field, what knows more of the run's life wins; among equals the later. */
export function mergeFacts(before: RankedFacts | undefined, after: RankedFacts): RankedFacts {
  if (before === undefined) return after;
  const facts = after.rank >= before.rank ? filledUp(after.facts, before.facts) : filledUp(before.facts, after.facts);
  return { rank: after.rank > before.rank ? after.rank : before.rank, facts };
}

/** Where a run stands, as far as is known. */
export function statusOf({ endStatus, errorPreview, endTime }: RunFacts): RunStatus {
  if (endStatus !== undefined) return endStatus;
  if (errorPreview !== undefined) return 'error';
  return endTime === undefined ? 'running' : 'success';
}
