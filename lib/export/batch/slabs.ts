const slabSize = 256 * 1024;

/** A place in memory to write to. */
export interface Room {
  readonly memory: Buffer;
  readonly at: number;
}

/**
 * Memory for packed runs, in slabs that many share: a buffer of its own for each would cost more than writing it. A slab is
 * given back when the last of its runs is; runs leave in the order in which they came, so few slabs are held by a rest.
 */
export class Slabs {
  #slab: Buffer = Buffer.alloc(0);
  #used = 0;

  /** Room for at most so many bytes, or `undefined` where that would take a slab of its own. */
  room(most: number): Room | undefined {
    if (most > slabSize / 2) return undefined;
    if (this.#used + most > this.#slab.length) {
      // Not from Node's pool, which other buffers share.
      this.#slab = Buffer.allocUnsafeSlow(slabSize);
      this.#used = 0;
    }
    return { memory: this.#slab, at: this.#used };
  }

  /** Takes the beginning of the last room that was given. */
  take(size: number): void {
    this.#used += size;
  }
}
