import { report } from '../../diagnostics/diagnostic.js';
import { silently } from '../../run/silently.js';

const interval = 60_000;

/** Tells of runs that are lost: at once the first time, and then what has gathered, once a minute. */
export class Losses {
  readonly #owner: string;
  #byReason = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  /** All that were ever lost. */
  total = 0;

  constructor(owner: string) {
    this.#owner = owner;
  }

  add(count: number, reason: string): void {
    this.total += count;
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + count);
    if (this.#timer !== undefined) return;
    this.tell();
    const tellLater = (): void => {
      this.#timer = undefined;
      this.tell();
    };
    this.#timer = silently(() => setTimeout(tellLater, interval)).unref();
  }

  /** Tells what has not been told yet. */
  tell(): void {
    const reasons = [...this.#byReason].map(([reason, count]) => `${count} ${count === 1 ? 'run' : 'runs'}: ${reason}`);
    this.#byReason = new Map();
    if (reasons.length === 0) return;
    report({
      code: 'runs-lost',
      message: `${this.#owner} lost runs. ${reasons.join(' ')}`,
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.tell();
  }
}
