const firstMs = 250;
const mostMs = 30_000;

/** When a target that failed may be asked again: all that goes there waits together. */
export class Backoff {
  #failures = 0;
  #until = 0;

  /** Milliseconds until the next try. */
  get waitMs(): number {
    return Math.max(0, this.#until - performance.now());
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = 0;
  }

  /** `afterMs`: what the server asked for; never waits less, and not for ever. */
  failed(afterMs = 0): void {
    // Several requests fail together when the server goes away: that is one failure.
    if (this.waitMs === 0 || this.#failures === 0) this.#failures += 1;
    const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(this.#failures - 1, 10));
    // Half of it by chance, so that many processes do not come back at the same moment.
    const own = ceiling / 2 + Math.random() * (ceiling / 2);
    this.#until = Math.max(this.#until, performance.now() + Math.max(own, Math.min(afterMs, longestWish)));
  }
}

/** A server that wants more is asked once a minute: what waits is in memory, and given up some minutes later. */
const longestWish = 60_000;
