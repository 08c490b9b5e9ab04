import { bytesRecord } from './bytesRecord.js';
import { errorRecord, isError } from './errorRecord.js';
import { opaqueNote } from './opaqueNote.js';
import { isPlainObject } from './plainObject.js';

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
  return isImmutable(value) ? value : copyValue({ left: limits.maxSize, ancestors: [], limits }, value);
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
interface Walk {
  readonly limits: SnapshotLimits;
  readonly ancestors: object[];
  left: number;
}

function copyValue(walk: Walk, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return copyText(walk, value);
    case 'number':
      walk.left -= 8;
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return copyText(walk, `${value}n`);
    case 'function':
      return copyText(walk, `[Function: ${value.name || 'anonymous'}]`);
    case 'symbol':
      return copyText(walk, String(value));
    case 'object':
      return value === null ? null : copyObject(walk, value);
    default:
      walk.left -= 5;
      return value;
  }
}

function copyText(walk: Walk, text: string): string {
  const left = walk.left > 0 ? walk.left : 0;
  walk.left -= text.length + 3;
  return text.length <= left ? text : `${text.slice(0, left)}[Cut: ${text.length - left} more characters]`;
}

function copyObject(walk: Walk, value: object): unknown {
  const { ancestors, limits } = walk;
  walk.left -= 2;
  if (ancestors.length >= limits.maxDepth) return `[Cut: deeper than ${limits.maxDepth} levels]`;
  if (ancestors.includes(value)) return '[Circular]';
  ancestors.push(value);
  try {
    if (Array.isArray(value)) return copyList(walk, value);
    return isPlainObject(value) ? copyBag(walk, value) : copyInstance(walk, value);
  } catch (error) {
    return threw(error); // A revoked proxy, or one whose traps throw.
  } finally {
    ancestors.pop();
  }
}

/** A plain object: one pass over what it says of itself, as `for…in` is the engine's fastest way to that. */
function copyBag(walk: Walk, value: Bag): unknown {
  const copy: Bag = {};
  try {
    for (const key in value) {
      if (walk.left <= 0) return cutAt(copy, value);
      walk.left -= key.length + 4;
      const member = value[key];
      if (typeof member === 'function' && key === 'toJSON') return copyJson(walk, value);
      if (key === '__proto__') define(copy, key, copyValue(walk, member));
      else copy[key] = isSmall(member) ? member : copyValue(walk, member);
    }
  } catch {
    return copyOwn(walk, value); // A getter throws: one by one.
  }
  return copy;
}

function cutAt(copy: Bag, value: object): Bag {
  copy['[Cut]'] = `${Object.keys(value).length - Object.keys(copy).length} more properties`;
  return copy;
}

function define(copy: Bag, key: string, value: unknown): void {
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether a member may stay in the copy as it is, and is hardly worth counting. */
function isSmall(value: unknown): boolean {
  return typeof value === 'boolean' || value === null || (typeof value === 'number' && Number.isFinite(value));
}

function copyList(walk: Walk, items: readonly unknown[]): unknown[] {
  const copy = copyOfItems(items);
  const { length } = copy;
  for (let index = 0; index < length; index++) {
    if (walk.left <= 0) {
      copy.length = index;
      copy.push(`[Cut: ${length - index} more items]`);
      break;
    }
    const item = copy[index];
    walk.left -= 4;
    if (!isSmall(item)) copy[index] = copyValue(walk, item) ?? null;
  }
  return copy;
}

/** Also of a list with getters that throw, item by item. */
function copyOfItems(items: readonly unknown[]): unknown[] {
  try {
    return Array.prototype.slice.call(items) as unknown[];
  } catch {
    return Array.from({ length: Math.min(items.length, maxSlowItems) }, (_, index) => read(items, index));
  }
}

const maxSlowItems = 1_000_000;

function copyInstance(walk: Walk, value: object): unknown {
  const own = (value as { [recordAs]?: () => unknown })[recordAs];
  if (typeof own === 'function') return copyValue(walk, own.call(value));
  if (value instanceof Map) return copyMap(walk, value);
  if (value instanceof Set) return copyList(walk, [...value]);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return copyBytes(walk, value);
  if (isError(value)) return copyOwn(walk, errorRecord(value));
  if (value instanceof RegExp) return copyText(walk, String(value));
  const note = opaqueNote(value);
  if (note !== undefined) return copyText(walk, note);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return copyJson(walk, value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return copyValue(walk, value.valueOf());
  }
  const keys = Object.keys(value);
  return keys.length > 0 ? copyOwn(walk, value, keys) : copyText(walk, `[${className(value)}]`);
}

/** As `JSON.stringify`: what `toJSON` returns is taken as it is, its own `toJSON` is not asked again. */
function copyJson(walk: Walk, value: object): unknown {
  let json: unknown;
  try {
    json = (value as { toJSON: (key: string) => unknown }).toJSON('');
  } catch (error) {
    return threw(error);
  }
  if (typeof json !== 'object' || json === null) return copyValue(walk, json);
  if (Array.isArray(json)) return copyList(walk, json);
  if (!isPlainObject(json) && json !== value) return copyValue(walk, json);
  return copyOwn(walk, json);
}

function copyMap(walk: Walk, map: ReadonlyMap<unknown, unknown>): unknown {
  const keys = [...map.keys()];
  if (!keys.every((key) => typeof key === 'string')) return copyList(walk, [...map]);
  return copyEntries(walk, keys, (key) => map.get(key));
}

function copyBytes(walk: Walk, value: ArrayBuffer | ArrayBufferView): unknown {
  const record = bytesRecord(value);
  return Array.isArray(record) ? copyList(walk, record) : copyOwn(walk, record);
}

/** Own properties one by one, each read inside a guard. */
function copyOwn(walk: Walk, value: object, keys: readonly string[] = Object.keys(value)): Bag {
  return copyEntries(walk, keys, (key) => read(value, key));
}

function copyEntries(walk: Walk, keys: readonly string[], valueOf: (key: string) => unknown): Bag {
  const copy: Bag = {};
  for (const [count, key] of keys.entries()) {
    if (walk.left <= 0) {
      copy['[Cut]'] = `${keys.length - count} more properties`;
      break;
    }
    walk.left -= key.length + 4;
    define(copy, key, copyValue(walk, valueOf(key)));
  }
  return copy;
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
