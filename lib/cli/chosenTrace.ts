import type { TraceStore } from '../server/store/traceStore.js';
import type { TraceSummary } from '../wire/traceSummary.js';
import { CommandError } from './commandError.js';

const searched = 500;

/** The trace that a user means: an id, the beginning or end of one, or without it the latest. @throws CommandError */
export async function chosenTrace(store: TraceStore, wanted: string | undefined): Promise<TraceSummary> {
  const { traces } = await store.listTraces({ limit: wanted === undefined ? 1 : searched });
  const [latest] = traces;
  if (latest === undefined) throw new CommandError('There are no traces yet.');
  if (wanted === undefined) return latest;
  const id = wanted.toLowerCase();
  const exact = await store.summary(id);
  if (exact !== undefined) return exact;
  const matches = traces.filter(({ traceId }) => traceId.startsWith(id) || traceId.endsWith(id));
  if (matches.length > 1)
    throw new CommandError(`${matches.length} traces begin or end with "${wanted}": write more of the id.`);
  const [match] = matches;
  if (match === undefined)
    throw new CommandError(`There is no trace "${wanted}" among the latest ${searched}. \`tracenest ls\` lists them.`);
  return match;
}
