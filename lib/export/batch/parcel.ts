import type { PackedRun } from './packedRun.js';

/** What is to be delivered together, wherever it lies until then. */
export interface Parcel {
  readonly count: number;
  /** Bytes held in memory. */
  readonly heldBytes: number;
  /** The runs; none where somebody else has taken them over. */
  load(): Promise<readonly PackedRun[]>;
  /** The runs, where they are in memory. */
  readonly inMemory: readonly PackedRun[] | undefined;
  /** Whether it outlives the process, and so may be tried for ever. */
  readonly isKept: boolean;
  /** It is done with: delivered, or lost and told. */
  done(): void;
}

/** A parcel in memory alone. */
export class MemoryParcel implements Parcel {
  readonly inMemory: readonly PackedRun[];
  readonly heldBytes: number;
  readonly isKept = false;

  constructor(runs: readonly PackedRun[], bytes: number) {
    this.inMemory = runs;
    this.heldBytes = bytes;
  }

  get count(): number {
    return this.inMemory.length;
  }

  async load(): Promise<readonly PackedRun[]> {
    return this.inMemory;
  }

  done(): void {
    for (const run of this.inMemory) run.release();
  }
}
