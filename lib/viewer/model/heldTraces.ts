import type { TraceSummary } from '../../wire/traceSummary.js';

/** More are not worth keeping: the list is loaded anew then. */
const mostHeld = 500;

/** Changes of a list that are not shown yet. Bounded, however long nobody looks. */
export class HeldTraces {
  readonly #traces = new Map<string, TraceSummary>();
  #isOverfull = false;

  /** How many traces have changed, as far as they were counted. */
  get count(): number {
    return this.#traces.size;
  }

  add(traces: readonly TraceSummary[]): void {
    for (const trace of traces) this.#traces.set(trace.traceId, trace);
    for (const id of this.#traces.keys()) {
      if (this.#traces.size <= mostHeld) return;
      this.#traces.delete(id);
      this.#isOverfull = true;
    }
  }

  /** Gives what is held, once; `undefined` where some of it was let go. */
  take(): readonly TraceSummary[] | undefined {
    const taken = this.#isOverfull ? undefined : [...this.#traces.values()];
    this.clear();
    return taken;
  }

  clear(): void {
    this.#traces.clear();
    this.#isOverfull = false;
  }
}
