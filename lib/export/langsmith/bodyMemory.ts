const step = 64 * 1024;
/** What is larger is rare, and not worth keeping. */
const maxKept = 2 * 2 ** 20;
const maxSpare = 4;

/** Memory for bodies, used again: half a megabyte of fresh memory for every request costs more than copying into it. */
export class BodyMemory {
  readonly #spare: Buffer[] = [];

  take(length: number): Buffer {
    const place = this.#spare.findIndex((memory) => memory.length >= length);
    const [memory] = place < 0 ? [] : this.#spare.splice(place, 1);
    return memory ?? Buffer.allocUnsafeSlow(Math.ceil(length / step) * step);
  }

  /** Gives back what nobody reads any more, this process's sockets included. */
  give(memory: Buffer): void {
    if (memory.length <= maxKept && this.#spare.length < maxSpare) this.#spare.push(memory);
  }
}
