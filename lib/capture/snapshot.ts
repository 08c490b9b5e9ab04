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
    return isPlainObject(value) && typeof value['toJSON'] !== 'function'
      ? copyBag(walk, value)
      : copyInstance(walk, value);
  } catch (error) {
    return threw(error); // A revoked proxy, or one whose traps throw.
  } finally {
    ancestors.pop();
  }
}

/**
 * The copy starts as the engine's own shallow one, which is many times faster than adding property by property; then only
 * what can change is replaced. Where a getter throws, that fails as a whole and the slow way does it.
 */
function copyBag(walk: Walk, value: object): Bag {
  let copy: Bag;
  try {
    copy = withoutSymbols({ ...value });
  } catch {
    return copyEntries(walk, Object.keys(value), (key) => read(value, key));
  }
  for (const key in copy) {
    if (walk.left <= 0) return withoutRest(copy, key);
    walk.left -= key.length + 4;
    const member = copy[key];
    if (typeof member === 'string' && member.length < walk.left) walk.left -= member.length;
    else if (typeof member !== 'boolean') copy[key] = copyValue(walk, member);
  }
  return copy;
}

/** Members under symbols are not data, and would keep alive what they refer to. */
function withoutSymbols(copy: Bag): Bag {
  const symbols = Object.getOwnPropertySymbols(copy);
  for (const symbol of symbols) Reflect.deleteProperty(copy, symbol);
  return copy;
}

function withoutRest(copy: Bag, firstLeftOut: string): Bag {
  const entries = Object.entries(copy);
  const kept = entries.findIndex(([key]) => key === firstLeftOut);
  return { ...Object.fromEntries(entries.slice(0, kept)), '[Cut]': `${entries.length - kept} more properties` };
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
    copy[index] = copyValue(walk, copy[index]) ?? null;
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
  if (isError(value)) return copyBag(walk, errorRecord(value));
  if (value instanceof RegExp) return copyText(walk, String(value));
  const note = opaqueNote(value);
  if (note !== undefined) return copyText(walk, note);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return copyJson(walk, value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return copyValue(walk, value.valueOf());
  }
  const copy = copyBag(walk, value);
  return Object.keys(copy).length > 0 ? copy : copyText(walk, `[${className(value)}]`);
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
  return isPlainObject(json) || json === value ? copyBag(walk, json) : copyValue(walk, json);
}

function copyMap(walk: Walk, map: ReadonlyMap<unknown, unknown>): unknown {
  const keys = [...map.keys()];
  if (!keys.every((key) => typeof key === 'string')) return copyList(walk, [...map]);
  return copyEntries(walk, keys, (key) => map.get(key));
}

function copyBytes(walk: Walk, value: ArrayBuffer | ArrayBufferView): unknown {
  const record = bytesRecord(value);
  return Array.isArray(record) ? copyList(walk, record) : copyBag(walk, record);
}

function copyEntries(walk: Walk, keys: readonly string[], valueOf: (key: string) => unknown): Bag {
  const copy: Bag = {};
  for (const [count, key] of keys.entries()) {
    if (walk.left <= 0) {
      copy['[Cut]'] = `${keys.length - count} more properties`;
      break;
    }
    walk.left -= key.length + 4;
    const value = copyValue(walk, valueOf(key));
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true }); // Also `__proto__`.
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
