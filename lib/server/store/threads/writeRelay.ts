import type { RunChange } from '../runChange.js';
import type { LogCarrier } from './logCarrier.js';
import { BytePool } from '../../bytePool.js';
import { packChanges, type PackedChanges } from './packedChanges.js';
import type { StoreThread } from './storeThread.js';
import { fromThreadError } from './threadMessages.js';

interface Waiting {
  readonly changes: PackedChanges;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Hands changes to the thread that writes: those of requests that arrive together as one message, which costs more than its content. */
export class WriteRelay {
  readonly #thread: StoreThread;
  readonly #log: LogCarrier;
  /** Used again when the thread has answered. */
  readonly #memory = new BytePool((size) => new SharedArrayBuffer(size));
  #waiting: Waiting[] = [];

  constructor(thread: StoreThread, log: LogCarrier) {
    this.#thread = thread;
    this.#log = log;
  }

  async add(changes: readonly RunChange[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      const packed = packChanges(changes, (size) => this.#memory.take(size));
      this.#waiting.push({ changes: packed, resolve, reject });
    });
  }

  /** Sends what is there now: before the last message to the thread. */
  flush(): void {
    if (this.#waiting.length > 0) void this.#send();
  }

  async #send(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    const requests = group.map(({ changes }) => changes);
    for (const { memory } of requests) this.#log.wrote(memory.byteLength);
    try {
      const errors = await this.#thread.call('writeAll', requests);
      for (const [index, { resolve, reject }] of group.entries()) {
        const error = errors[index];
        if (error === null || error === undefined) resolve();
        else reject(fromThreadError(error));
      }
    } catch (error) {
      // The thread is gone: nobody knows whether it has written them, and to write them again is harmless.
      for (const { reject } of group) reject(error);
    }
    for (const { memory } of requests) this.#memory.give(memory);
  }
}
