import type { BatchTarget } from './batchTarget.js';
import { postAtOnce } from './courier.js';
import type { PackedRun } from './packedRun.js';

/** What came of one batch. */
export interface ExitDelivery {
  lost: number;
  reason: string;
}

/** A batch, or what is left of one, with the number of the batch that it belongs to. */
interface Share {
  readonly batch: number;
  readonly runs: readonly PackedRun[];
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 404, 405, 408, 425, 429].includes(status);
}

function isArrival(status: number, count: number): boolean {
  // The server has it: this is a repeat.
  return (status >= 200 && status < 300) || (status === 409 && count === 1);
}

/** Delivers batches while the process waits, at most so long. A batch that is refused is halved until the one is found. */
export function deliverAtExit(
  target: BatchTarget,
  batches: readonly (readonly PackedRun[])[],
  timeoutMs: number,
): readonly ExitDelivery[] {
  const until = performance.now() + timeoutMs;
  const results = batches.map((): ExitDelivery => ({ lost: 0, reason: '' }));
  const lose = ({ batch, runs }: Share, reason: string): void => {
    const result = results[batch];
    if (result !== undefined) Object.assign(result, { lost: result.lost + runs.length, reason });
  };
  let waiting: readonly Share[] = batches.map((runs, batch) => ({ batch, runs }));
  while (waiting.length > 0) {
    const left = until - performance.now();
    const requests = waiting.map(({ runs }) => target.requestsFor?.(runs) ?? []);
    if (left <= 0 || target.requestsFor === undefined) break;
    const statuses = [...postAtOnce(requests.flat(), left)];
    const halves: Share[] = [];
    for (const [index, share] of waiting.entries()) {
      const { batch, runs } = share;
      const answers = statuses.splice(0, requests[index]?.length ?? 0);
      // What cannot be said in plain requests has not arrived.
      if (answers.length === 0) lose(share, `${target.name} cannot be sent anything while the process exits.`);
      const bad = answers.find((status) => !isArrival(status, runs.length));
      if (bad === undefined) continue;
      if (isRefusal(bad) && runs.length > 1) {
        const middle = runs.length >> 1;
        halves.push({ batch, runs: runs.slice(0, middle) }, { batch, runs: runs.slice(middle) });
      } else lose(share, bad === 0 ? `${target.name} did not answer in time.` : `${target.name} answered ${bad}.`);
    }
    waiting = halves;
  }
  for (const share of waiting) lose(share, `The process was over before they could be sent to ${target.name}.`);
  return results;
}
