import type { PackedRun } from './packedRun.js';

/** What will be sent next, while it gathers. */
export class OpenBatch {
  #runs: PackedRun[] = [];
  #bytes = 0;
  /** Where starts stand that the end of their run may take over. */
  readonly #starts = new Map<string, number>();

  get count(): number {
    return this.#runs.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a run; `isStart`: its end may follow. */
  add(run: PackedRun, isStart = false): void {
    const place = run.kind === 'patch' ? this.#starts.get(run.id) : undefined;
    if (place === undefined) {
      if (isStart) this.#starts.set(run.id, this.#runs.length);
      this.#runs.push(run);
    } else {
      // The end of a run is whole in itself, so that its start need not be sent at all.
      const start = this.#runs[place];
      this.#bytes -= start?.size ?? 0;
      start?.release();
      run.kind = 'post';
      this.#runs[place] = run;
      this.#starts.delete(run.id);
    }
    this.#bytes += run.size;
  }

  /** Gives all of it and begins anew. */
  take(): { readonly runs: readonly PackedRun[]; readonly bytes: number } {
    const taken = { runs: this.#runs, bytes: this.#bytes };
    this.#runs = [];
    this.#bytes = 0;
    this.#starts.clear();
    return taken;
  }
}

/** As an {@link OpenBatch} does it, for runs that come out of a file: of several records of one run the last counts. */
export function mergeById(runs: readonly PackedRun[]): readonly PackedRun[] {
  const byId = new Map<string, PackedRun>();
  for (const run of runs) {
    const earlier = byId.get(run.id);
    if (earlier?.kind === 'post' && run.kind === 'patch') run.kind = 'post';
    byId.set(run.id, run);
  }
  return [...byId.values()];
}
