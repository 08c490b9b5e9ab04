import { bytesRecord } from './bytesRecord.js';
import { errorRecord, isError } from './errorRecord.js';
import { opaqueNote } from './opaqueNote.js';

/** How much of one value is kept. What is cut is marked where it was. */
export interface SnapshotLimits {
  /** Characters of JSON that the copy may come to, roughly. Default 20,000,000. */
  readonly maxSize: number;
  /** Levels of nesting. Default 100. */
  readonly maxDepth: number;
}

export const defaultLimits: SnapshotLimits = { maxSize: 20_000_000, maxDepth: 100 };

/** Objects with a method under this symbol are recorded as what it returns: runs name themselves instead of being copied. */
export const recordAs: unique symbol = Symbol.for('tracenest.recordAs') as never;

/**
 * A copy of a value as plain JSON data, as it is now: what the program changes later is not in it.
 *
 * Never throws and reads every part once. Immutable values are not copied. `Map` becomes an object (or a list of pairs where
 * a key is no string), `Set` and numeric typed arrays lists, bytes base64, `Date` its ISO text, `BigInt` its digits and `n`,
 * errors a record of name, message, stack, cause and members; functions, symbols, promises, iterators and streams are named
 * and not touched. A cycle reads `[Circular]`, a getter or `toJSON` that throws `[Threw: …]`, a cut `[Cut: …]`.
 *
 * Why not a library: `structuredClone` throws on functions and proxies and keeps what JSON cannot say; `JSON.stringify`
 * and its stable variants lose Map, Set and errors, throw on one bad getter, or have no bound.
 */
export function snapshot(value: unknown, limits: SnapshotLimits = defaultLimits): unknown {
  if (isImmutable(value)) return value;
  return new Copier(limits).copy(value);
}

/** Whether a value is what it will be: a short string, a finite number, a boolean, null. No copy is needed of those. */
export function isImmutable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= defaultLimits.maxSize;
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return value === null;
  }
}

type Bag = Record<string, unknown>;

/** One walk over one value: what is left of the size, and the objects that it is inside of. */
class Copier {
  readonly #limits: SnapshotLimits;
  readonly #ancestors: object[] = [];
  #left: number;

  constructor(limits: SnapshotLimits) {
    this.#limits = limits;
    this.#left = limits.maxSize;
  }

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        this.#left -= 8;
        return Number.isFinite(value) ? value : String(value);
      case 'bigint':
        return this.#text(`${value}n`);
      case 'function':
        return this.#text(`[Function: ${value.name || 'anonymous'}]`);
      case 'symbol':
        return this.#text(String(value));
      case 'object':
        return value === null ? null : this.#object(value);
      default:
        this.#left -= 5;
        return value;
    }
  }

  #text(text: string): string {
    const left = Math.max(0, this.#left);
    this.#left -= text.length + 3;
    return text.length <= left ? text : `${text.slice(0, left)}[Cut: ${text.length - left} more characters]`;
  }

  #object(value: object): unknown {
    this.#left -= 2;
    if (this.#ancestors.length >= this.#limits.maxDepth) return `[Cut: deeper than ${this.#limits.maxDepth} levels]`;
    if (this.#ancestors.includes(value)) return '[Circular]';
    this.#ancestors.push(value);
    try {
      return Array.isArray(value) ? this.#list(value) : this.#bag(value);
    } catch (error) {
      return threw(error); // A revoked proxy, or one whose traps throw.
    } finally {
      this.#ancestors.pop();
    }
  }

  #bag(value: object): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return this.#instance(value);
    const { toJSON } = value as { toJSON?: unknown };
    return typeof toJSON === 'function' ? this.#fromJson(value) : this.#properties(value);
  }

  #instance(value: object): unknown {
    const own = (value as { [recordAs]?: () => unknown })[recordAs];
    if (typeof own === 'function') return this.copy(own.call(value));
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#list([...value]);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.#bytes(value);
    if (isError(value)) return this.#properties(errorRecord(value));
    if (value instanceof RegExp) return this.#text(String(value));
    const note = opaqueNote(value);
    if (note !== undefined) return this.#text(note);
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return this.#fromJson(value);
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return this.copy(value.valueOf());
    const copy = this.#properties(value);
    return Object.keys(copy).length > 0 ? copy : this.#text(`[${className(value)}]`);
  }

  /** As `JSON.stringify`: what `toJSON` returns is taken as it is, its own `toJSON` is not asked again. */
  #fromJson(value: object): unknown {
    let json: unknown;
    try {
      json = (value as { toJSON: (key: string) => unknown }).toJSON('');
    } catch (error) {
      return threw(error);
    }
    if (typeof json !== 'object' || json === null) return this.copy(json);
    if (Array.isArray(json)) return this.#list(json);
    return Object.getPrototypeOf(json) === Object.prototype || json === value
      ? this.#properties(json)
      : this.copy(json);
  }

  #list(items: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    const { length } = items;
    for (let index = 0; index < length; index++) {
      if (this.#left <= 0) {
        copy.push(`[Cut: ${length - index} more items]`);
        break;
      }
      copy.push(this.copy(read(items, index)) ?? null);
    }
    return copy;
  }

  #map(map: ReadonlyMap<unknown, unknown>): unknown {
    const keys = [...map.keys()];
    if (!keys.every((key) => typeof key === 'string')) return this.#list([...map]);
    return this.#entries(keys, (key) => map.get(key), {});
  }

  #bytes(value: ArrayBuffer | ArrayBufferView): unknown {
    const record = bytesRecord(value);
    return Array.isArray(record) ? this.#list(record) : this.#properties(record);
  }

  #properties(value: object): Bag {
    return this.#entries(Object.keys(value), (key) => read(value, key), {});
  }

  #entries(keys: readonly string[], valueOf: (key: string) => unknown, copy: Bag): Bag {
    let count = 0;
    for (const key of keys) {
      if (this.#left <= 0) {
        copy['[Cut]'] = `${keys.length - count} more properties`;
        break;
      }
      count += 1;
      this.#left -= key.length + 4;
      const value = this.copy(valueOf(key));
      if (key === '__proto__')
        Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
      else if (value !== undefined) copy[key] = value;
    }
    return copy;
  }
}

function read(holder: object, key: string | number): unknown {
  try {
    return (holder as Bag)[key];
  } catch (error) {
    return threw(error);
  }
}

function threw(error: unknown): string {
  return `[Threw: ${isError(error) ? error.message : String(error)}]`;
}

function className(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' && constructor.name !== '' ? constructor.name : 'Object';
}
