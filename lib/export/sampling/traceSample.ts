import type { Run } from '../../run/run.js';
import { xxh3 } from './xxh3.js';

const modulus = 1_000_000n;

/**
 * Whether a trace is in a sample of that share. A matter of its id alone, by LangSmith's algorithm: every process, and every
 * official client, comes to the same answer, so that a trace over several services is sampled whole.
 */
export function isInSample(traceId: string, share: number): boolean {
  if (share >= 1) return true;
  if (share <= 0) return false;
  const bucket = xxh3(Buffer.from(traceId.toLowerCase())) % modulus;
  return Number(bucket) / Number(modulus) < share;
}

const remembered = 1_000;

/** As {@link isInSample}, with the answers for the latest traces at hand: the hash costs more than the rest of a run. */
export class TraceSample {
  readonly share: number;
  readonly #answers = new Map<string, boolean>();

  constructor(share: number) {
    this.share = share;
  }

  /** Whether the run's trace is in it. Where all are, its id need not be made for that. */
  takes(run: Run): boolean {
    return this.share >= 1 || this.has(run.traceId);
  }

  has(traceId: string): boolean {
    if (this.share >= 1) return true;
    const known = this.#answers.get(traceId);
    if (known !== undefined) return known;
    const answer = isInSample(traceId, this.share);
    if (this.#answers.size >= remembered) this.#answers.clear();
    this.#answers.set(traceId, answer);
    return answer;
  }
}
