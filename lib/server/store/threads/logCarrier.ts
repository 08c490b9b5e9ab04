import type { StoreThread } from './storeThread.js';

/** Bytes of payload after which the log is carried over: pages of indexes are then written once for many commits. */
const carryEvery = 64 * 1024 * 1024;

/**
 * Has SQLite's log carried over to its file beside the writes. That waits for the disk, a sixth of the time where much arrives,
 * in which nothing would be written otherwise.
 */
export class LogCarrier {
  readonly #carrier: StoreThread;
  readonly #writer: StoreThread;
  #bytes = 0;
  #isCarrying = false;

  constructor(carrier: StoreThread, writer: StoreThread) {
    this.#carrier = carrier;
    this.#writer = writer;
  }

  wrote(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < carryEvery || this.#isCarrying) return;
    this.#bytes = 0;
    void this.#carry();
  }

  async #carry(): Promise<void> {
    this.#isCarrying = true;
    try {
      // What was written during the first takes a fraction of its time, and what is left then the writer can wait for: only
      // where nothing is left, which takes that nobody writes, does the log start from its beginning.
      await this.#carrier.call('carryLog');
      await this.#carrier.call('carryLog');
      await this.#writer.call('carryLog');
    } catch {
      // A full disk or a closed store: the log grows on, until the next time or to the limit at which the writer carries it.
    }
    this.#isCarrying = false;
  }
}
