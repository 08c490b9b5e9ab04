/** Bytes of buffers that are kept for the next, and of the largest of them. */
const mostKept = 32 * 1024 * 1024;
const largestKept = 4 * 1024 * 1024;
const smallest = 4096;

/**
 * Buffers that are used again. Those that are thrown away, however large and short-lived, V8 takes for growth of the heap: where
 * 60 MB of bodies arrive a second, it would collect all of it ten times in that second, for a sixth of the time.
 */
export class BytePool<Memory extends ArrayBufferLike = ArrayBuffer> {
  readonly #made: (size: number) => Memory;
  /** By size: a power of two. */
  readonly #free = new Map<number, Memory[]>();
  #kept = 0;

  constructor(made: (size: number) => Memory) {
    this.#made = made;
  }

  /** At least so many bytes; what they held before is still in them. */
  take(size: number): Memory {
    const whole = Math.max(smallest, 2 ** Math.ceil(Math.log2(size)));
    const memory = this.#free.get(whole)?.pop();
    if (memory === undefined) return this.#made(whole);
    this.#kept -= whole;
    return memory;
  }

  /** Takes back what nobody uses any more. */
  give(memory: Memory): void {
    const size = memory.byteLength;
    if (size > largestKept || this.#kept + size > mostKept) return;
    this.#kept += size;
    const alike = this.#free.get(size);
    if (alike === undefined) this.#free.set(size, [memory]);
    else alike.push(memory);
  }
}
