import { endOfStretch, JsonText, stretch } from './jsonText.js';

/** Shorter ones are quicker quoted together with what stands around them. */
const longText = 256;

/** How deep long texts are looked for: messages of chats lie in the fifth or sixth level. */
const deepest = 12;

function holdsLongText(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.length >= longText;
  if (typeof value !== 'object' || value === null || depth === 0) return false;
  if (Array.isArray(value)) return value.some((item) => holdsLongText(item, depth - 1));
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
  for (const key in value) if (holdsLongText((value as Record<string, unknown>)[key], depth - 1)) return true;
  return false;
}

/**
 * Where one run is written down, before it is known how long it gets. Everything goes through `JSON.stringify` but long
 * texts, of which traces are full: see {@link JsonText}.
 */
export class JsonDesk {
  #memory = Buffer.allocUnsafeSlow(64 * 1024);
  #at = 0;
  readonly #jsonText: JsonText | undefined;
  /** Text that is still to be written: a call for each bit would cost more than the bytes. */
  #pending = '';

  /** `jsonText`: what writes long texts; without it they go through `JSON.stringify` too. */
  constructor(jsonText: JsonText | undefined = JsonText.shared) {
    this.#jsonText = jsonText;
  }

  /** Bytes of memory that it holds. */
  get size(): number {
    return this.#memory.length;
  }

  /** Bytes that are written. */
  get length(): number {
    this.#flush();
    return this.#at;
  }

  /** What is written; others' as soon as something is written again. */
  get written(): Buffer {
    // First: it may move to larger memory.
    const { length } = this;
    return this.#memory.subarray(0, length);
  }

  /** Begins anew. */
  clear(): void {
    this.#at = 0;
    this.#pending = '';
  }

  /** Text as it is. */
  text(text: string): void {
    this.#pending += text;
  }

  bytes(bytes: Uint8Array): void {
    this.#flush();
    this.#room(bytes.length);
    this.#memory.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A value as JSON, as `JSON.stringify` has it; `depth`: levels in which long texts are looked for. */
  json(value: unknown, depth: number = deepest): void {
    if (!holdsLongText(value, depth)) this.#pending += JSON.stringify(value) ?? 'null';
    else if (typeof value === 'string') this.#longText(value);
    else if (Array.isArray(value)) this.#list(value, depth - 1);
    else this.#record(value as Readonly<Record<string, unknown>>, depth - 1);
  }

  #list(items: readonly unknown[], depth: number): void {
    let before = '[';
    for (const item of items) {
      this.#pending += before;
      this.json(item, depth);
      before = ',';
    }
    this.#pending += ']';
  }

  #record(record: Readonly<Record<string, unknown>>, depth: number): void {
    let before = '{';
    for (const key of Object.keys(record)) {
      const member = record[key];
      if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue;
      this.#pending += `${before}${JSON.stringify(key)}:`;
      this.json(member, depth);
      before = ',';
    }
    this.#pending += '}';
  }

  #longText(text: string): void {
    // Halves of pairs are escaped, of which bytes of UTF-8 know nothing.
    if (this.#jsonText === undefined || !text.isWellFormed()) return this.text(JSON.stringify(text));
    this.text('"');
    for (let from = 0; from < text.length;) {
      const to = endOfStretch(text, from, stretch);
      this.bytes(this.#jsonText.escaped(text.slice(from, to)));
      from = to;
    }
    this.text('"');
  }

  #flush(): void {
    if (this.#pending === '') return;
    // A character takes at most three bytes of UTF-8.
    this.#room(3 * this.#pending.length);
    this.#at += this.#memory.write(this.#pending, this.#at);
    this.#pending = '';
  }

  #room(length: number): void {
    if (this.#at + length <= this.#memory.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + length));
    larger.set(this.#memory.subarray(0, this.#at));
    this.#memory = larger;
  }
}
