import type { Cut, Json } from '../wire/runDetail.js';

/** What one answer shows of a value. */
export interface CutBounds {
  /** Characters of a string. */
  readonly string: number;
  /** Items of an array, members of an object. */
  readonly items: number;
  readonly depth: number;
  /** Values and characters in all, roughly bytes. */
  readonly total: number;
}

export const partBounds: CutBounds = { string: 20_000, items: 200, depth: 60, total: 400_000 };

/** A JSON pointer's step (RFC 6901). */
function step(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Without half of a character at its end. */
function head(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

class Cutter {
  readonly cuts: Cut[] = [];
  readonly #bounds: CutBounds;
  #left: number;

  constructor(bounds: CutBounds) {
    this.#bounds = bounds;
    this.#left = bounds.total;
  }

  cut(value: Json, path: string, depth: number): Json {
    if (typeof value === 'string') return this.#string(value, path);
    if (typeof value !== 'object' || value === null) {
      this.#left -= 8;
      return value;
    }
    this.#left -= 8;
    return Array.isArray(value)
      ? this.#array(value as readonly Json[], path, depth)
      : this.#object(value as Readonly<Record<string, Json>>, path, depth);
  }

  #string(text: string, path: string): string {
    const shown = head(text, Math.max(100, Math.min(this.#bounds.string, this.#left)));
    this.#left -= shown.length;
    if (shown.length < text.length) this.cuts.push({ path, kind: 'string', shown: shown.length, total: text.length });
    return shown;
  }

  #array(items: readonly Json[], path: string, depth: number): Json {
    const shown: Json[] = [];
    for (const item of items) {
      if (!this.#hasRoom(shown.length, depth)) break;
      shown.push(this.cut(item, path + step(shown.length), depth + 1));
    }
    if (shown.length < items.length) this.cuts.push({ path, kind: 'array', shown: shown.length, total: items.length });
    return shown;
  }

  #object(value: Readonly<Record<string, Json>>, path: string, depth: number): Json {
    const entries = Object.entries(value);
    const shown: [string, Json][] = [];
    for (const [key, member] of entries) {
      if (!this.#hasRoom(shown.length, depth)) break;
      this.#left -= key.length;
      shown.push([key, this.cut(member, path + step(key), depth + 1)]);
    }
    if (shown.length < entries.length) {
      this.cuts.push({ path, kind: 'object', shown: shown.length, total: entries.length });
    }
    // `fromEntries` defines members: one named `__proto__` stays a member.
    return Object.fromEntries(shown);
  }

  #hasRoom(shown: number, depth: number): boolean {
    return shown < this.#bounds.items && depth < this.#bounds.depth && this.#left > 0;
  }
}

/** As much of a value as one look needs, and the places at which something is left out. */
export function cutValue(value: Json, bounds: CutBounds = partBounds): { value: Json; cuts: readonly Cut[] } {
  const cutter = new Cutter(bounds);
  return { value: cutter.cut(value, '', 0), cuts: cutter.cuts };
}

/** The value at a JSON pointer; `undefined` where there is none. */
export function valueAt(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, Json>>)[key];
  }
  return found;
}
