import type { RunChange } from '../runChange.js';

interface Waiting {
  readonly changes: readonly RunChange[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A commit of more would keep everybody waiting, and those whose requests it holds from sending the next meanwhile. */
const maxChanges = 300;

/**
 * Writes what several requests brought as one transaction: a commit costs some milliseconds, whatever it holds, so that
 * requests of one run each would be bound by it. Whoever waits is told when the transaction that holds its changes is over.
 */
export class GroupCommit {
  readonly #write: (changes: readonly RunChange[]) => void;
  #waiting: Waiting[] = [];
  #isScheduled = false;

  constructor(write: (changes: readonly RunChange[]) => void) {
    this.#write = write;
  }

  async add(changes: readonly RunChange[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#commit();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After the requests that have arrived were read, and not a timer's millisecond later.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#commit();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(): void {
    const group: Waiting[] = [];
    let count = 0;
    for (const waiting of this.#waiting) {
      if (group.length > 0 && count + waiting.changes.length > maxChanges) break;
      group.push(waiting);
      count += waiting.changes.length;
    }
    this.#waiting = this.#waiting.slice(group.length);
    try {
      this.#write(group.flatMap(({ changes }) => changes));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1) return group[0]?.reject(error);
      // One request's changes must not fail another's: each gets a transaction of its own.
      for (const waiting of group) this.#commitAlone(waiting);
    }
  }

  #commitAlone({ changes, resolve, reject }: Waiting): void {
    try {
      this.#write(changes);
      resolve();
    } catch (error) {
      reject(error);
    }
  }
}
