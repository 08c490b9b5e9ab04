import type { Body } from './body.js';

/** From this on a part is not copied. */
const hugeLength = 512 * 1024;

/** Gathers a body: small parts in one buffer (a write to a socket for each would cost more than all the rest). */
export class BodyWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #memory: Buffer;
  #from = 0;
  #at = 0;

  /** `memory`: where small parts go while there is room. */
  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  /** Text, of which each character is a byte. */
  ascii(text: string): void {
    this.#room(text.length);
    this.#at += this.#memory.write(text, this.#at, 'latin1');
  }

  bytes(bytes: Uint8Array): void {
    if (bytes.length >= hugeLength) {
      this.#cut();
      this.#chunks.push(bytes);
      this.#length += bytes.length;
      return;
    }
    this.#room(bytes.length);
    this.#memory.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  finish(): Body {
    this.#cut();
    return { chunks: this.#chunks, length: this.#length };
  }

  #room(length: number): void {
    if (this.#at + length <= this.#memory.length) return;
    this.#cut();
    this.#memory = Buffer.allocUnsafeSlow(Math.max(64 * 1024, length));
    this.#from = this.#at = 0;
  }

  /** What is written so far becomes a chunk. */
  #cut(): void {
    if (this.#at === this.#from) return;
    this.#chunks.push(this.#memory.subarray(this.#from, this.#at));
    this.#length += this.#at - this.#from;
    this.#from = this.#at;
  }
}
