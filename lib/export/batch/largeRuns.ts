import { silently } from '../../run/silently.js';
import { packLargeRun } from './packLargeRun.js';
import { packRun } from './packRun.js';
import type { PackedKind, PackedRun } from './packedRun.js';
import type { RunMembers } from './runMembers.js';
import type { Slabs } from './slabs.js';

interface LargeRun {
  readonly members: RunMembers;
  readonly kind: PackedKind;
  /** Takes the run when it is written, or what writing it failed with. */
  readonly give: (packed: PackedRun | undefined, error?: unknown) => void;
}

/** Writes large runs one after the other, while the program goes on. */
export class LargeRuns {
  readonly #waiting: LargeRun[] = [];
  #work: Promise<void> | undefined;

  get count(): number {
    return this.#waiting.length;
  }

  add(run: LargeRun): void {
    this.#waiting.push(run);
    this.#work ??= silently(() => this.#writeAll());
  }

  /** Resolves when those that are here now are written. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Writes all of them now, for an exit that does not wait. */
  writeAtOnce(slabs: Slabs): void {
    for (const { members, kind, give } of this.#waiting.splice(0)) {
      try {
        give(packRun(members, kind, slabs));
      } catch (error) {
        give(undefined, error);
      }
    }
  }

  async #writeAll(): Promise<void> {
    for (let run = this.#waiting[0]; run !== undefined; run = this.#waiting[0]) {
      const [packed, error] = await packLargeRun(run.members, run.kind).then(
        (whole) => [whole, undefined] as const,
        (cause: unknown) => [undefined, cause] as const,
      );
      // Unless an exit was quicker.
      if (this.#waiting[0] !== run) continue;
      this.#waiting.shift();
      run.give(packed, error);
    }
    this.#work = undefined;
  }
}
