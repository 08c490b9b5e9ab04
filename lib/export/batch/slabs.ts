const slabSize = 256 * 1024;

/** Slabs that wait to be used again: fresh memory costs more than writing to it, as the system gives it page by page. */
const maxSpare = 16;

/** A piece of memory that many runs share. */
export class Slab {
  readonly memory: Buffer = Buffer.allocUnsafeSlow(slabSize);
  used = 0;
  /** Runs in it that are still needed. */
  #users = 0;
  readonly #spare: Slab[];

  constructor(spare: Slab[]) {
    this.#spare = spare;
  }

  take(size: number): void {
    this.used += size;
    this.#users += 1;
  }

  /** One that used it does not any more. */
  leave(): void {
    this.#users -= 1;
    if (this.#users > 0 || this.used === 0) return;
    this.used = 0;
    if (this.#spare.length < maxSpare) this.#spare.push(this);
  }
}

/**
 * Memory for packed runs, in slabs that many share: a buffer of its own for each would cost more than writing it. A slab is
 * used again when the last of its runs is done with; runs leave in the order in which they came, so few are held by a rest.
 */
export class Slabs {
  readonly #spare: Slab[] = [];
  #slab: Slab | undefined;

  /** A slab with room for so many bytes behind what is used; `undefined` where that would take one of its own. */
  room(size: number): Slab | undefined {
    if (size > slabSize / 2) return undefined;
    const slab = this.#slab;
    // One that became empty is among the spare ones, and belongs to who takes it from there.
    if (slab === undefined || slab.used === 0 || slab.used + size > slabSize) {
      this.#slab = this.#spare.pop() ?? new Slab(this.#spare);
    }
    return this.#slab;
  }
}
