import type { StoreThread } from './storeThread.js';

const megabyte = 1024 * 1024;
/** Bytes of payload; the log is twice as large, as it holds pages. */
const worthIt = 4 * megabyte;
const most = 256 * megabyte;
const idleMs = 500;

/**
 * Has SQLite's log carried over to its file when nobody writes, or when it has grown large, and then beside the writes. To carry it
 * waits for the disk, for a fifth of what can be written otherwise: a load of some seconds goes to the log alone.
 */
export class LogCarrier {
  readonly #carrier: StoreThread;
  readonly #writer: StoreThread;
  #bytes = 0;
  #lastWrite = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(carrier: StoreThread, writer: StoreThread) {
    this.#carrier = carrier;
    this.#writer = writer;
  }

  wrote(bytes: number): void {
    this.#bytes += bytes;
    this.#lastWrite = performance.now();
    this.#watch();
  }

  /** Nothing more is carried: who closes the file does it. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#bytes = 0;
  }

  #watch(): void {
    if (this.#bytes < worthIt) return;
    this.#timer ??= setTimeout(() => {
      void this.#carryWhereDue().then(() => {
        this.#timer = undefined;
        this.#watch();
      });
    }, idleMs).unref();
  }

  async #carryWhereDue(): Promise<void> {
    const isIdle = performance.now() - this.#lastWrite >= idleMs;
    if (!isIdle && this.#bytes < most) return;
    this.#bytes = 0;
    try {
      // What is written during the first takes a fraction of its time, and for what is left then the writer can wait: only where
      // nothing is left, which takes that nobody writes, does the log start from its beginning.
      await this.#carrier.call('carryLog');
      await this.#carrier.call('carryLog');
      await this.#writer.call('carryLog');
    } catch {
      // A full disk or a closed store: the log grows on, until the next time or to the limit at which the writer carries it.
    }
  }
}
