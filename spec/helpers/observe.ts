import { Describer } from './describeValue.js';

/** How many microtasks the counter beside a script goes on for. */
const ticksCounted = 60;

const asyncHooksKeys = /async_id_symbol|trigger_async_id_symbol|kResourceStore|destroyed/;

/**
 * What one run of a script observed: an ordered list of plain lines.
 *
 * While ticks are counted, every line starts with the number of the microtask it was written in, so two logs are equal only
 * where the same things happened in the same order at the same distance.
 */
export class Observer {
  readonly log: string[] = [];
  readonly #describer = new Describer();
  #tick: number | undefined;

  /** Writes a line down. */
  note(event: string, ...values: readonly unknown[]): void {
    const text = [event, ...values.map((value) => this.#describer.describe(value))].join(' ');
    this.log.push(this.#tick === undefined ? text : `${this.#tick}| ${text}`);
  }

  /** Calls, and notes what came back or was thrown. Gives back what came back, or what was thrown. */
  call<Result>(label: string, callback: () => Result): Result {
    try {
      const result = callback();
      this.note(`${label} returned`, result);
      return result;
    } catch (error) {
      this.note(`${label} threw`, error);
      return error as Result;
    }
  }

  /** Awaits, and notes what came out. Never rejects. */
  async settled(label: string, awaitable: unknown): Promise<unknown> {
    try {
      const value = await awaitable;
      this.note(`${label} fulfilled`, value);
      return value;
    } catch (error) {
      this.note(`${label} rejected`, error);
      return error;
    }
  }

  /** Notes what an object has of its own, in order, but for what Node itself leaves on promises for `AsyncLocalStorage`. */
  keys(label: string, object: object): void {
    this.note(
      `${label} has`,
      Reflect.ownKeys(object).filter((key) => !asyncHooksKeys.test(String(key))),
    );
  }

  /** Starts to count microtasks from 0, for a while. */
  countTicks(): void {
    this.#tick = 0;
    const next = (): void => {
      if (this.#tick === undefined) return;
      this.#tick = this.#tick < ticksCounted ? this.#tick + 1 : undefined;
      if (this.#tick !== undefined) queueMicrotask(next);
    };
    queueMicrotask(next);
  }

  /** Lets everything that is queued happen: microtasks, and the events of rejections that nobody handled. */
  async idle(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
