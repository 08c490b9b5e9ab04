import { fillSearch } from './fillSearch.js';
import type { Statements } from './statements.js';

/** Runs per slice: some ten milliseconds. */
const slice = 200;
/** Runs arrive while the last ones are not older. */
const busyMs = 200;
/** While runs arrive, the index takes this share of the time; without them, slices follow one another. */
const busyShare = 0.05;
const idleMs = 5;

/** Fills the full-text index behind the writes, a slice at a time. */
export class SearchFiller {
  readonly #statements: Statements;
  #timer: NodeJS.Timeout | undefined;
  #lastWrite = 0;
  #isStopped = false;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Something was written. */
  wake(): void {
    this.#lastWrite = performance.now();
    this.#schedule(busyMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#fill();
    }, delay).unref();
  }

  #fill(): void {
    let hasMore: boolean;
    const begun = performance.now();
    try {
      hasMore = fillSearch(this.#statements, slice);
    } catch {
      // A full disk or a busy file: what is written next wakes it again.
      return;
    }
    const now = performance.now();
    const isBusy = now - this.#lastWrite < busyMs;
    if (hasMore) this.#schedule(isBusy ? Math.max(busyMs, (now - begun) / busyShare) : idleMs);
  }
}
