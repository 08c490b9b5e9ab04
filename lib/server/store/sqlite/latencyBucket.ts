/** Buckets per doubling: their middles are at most 2^(1/16) - 1 = 4.4 % off. */
const perDoubling = 8;

/**
 * The bucket that a time falls into, for percentiles out of counts: sorting a million times in SQLite takes seconds,
 * counting them by bucket does not.
 * @param microseconds at least 0
 */
export function latencyBucket(microseconds: number): number {
  return Math.round(Math.log2(Math.max(1, microseconds)) * perDoubling);
}

/** The middle of a bucket, in milliseconds. */
export function bucketMilliseconds(bucket: number): number {
  return 2 ** (bucket / perDoubling) / 1000;
}

/** Counts by bucket. */
export class LatencyHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }

  /** The time that so large a share of all is not above, in milliseconds; `null` where there is none. */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil(share * this.#total);
    const sorted = [...this.#counts].sort(([one], [other]) => one - other);
    for (const [bucket, count] of sorted) {
      left -= count;
      if (left <= 0) return bucketMilliseconds(bucket);
    }
    return null;
  }
}
