import { brandOf, type Brand } from './brand.js';
import { bytesRecord } from './bytesRecord.js';
import { ownWork } from './ownWork.js';
import { errorRecord, isError } from './errorRecord.js';
import { functionNote, instanceNote, opaqueNote, threwNote } from './notes.js';
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
  return isImmutable(value) ? value : snapshotWithin(value, { left: limits.maxSize }, limits.maxDepth);
}

/** What several snapshots may come to together, in characters of JSON; each takes from it. */
export interface SizeBudget {
  left: number;
}

/** As {@link snapshot}, for one of many parts that share a bound. */
export function snapshotWithin(value: unknown, budget: SizeBudget, maxDepth: number = defaultLimits.maxDepth): unknown {
  const walk: Walk = {
    left: budget.left,
    ancestors: [],
    limits: { maxSize: budget.left, maxDepth },
    isPolluted: everyObjectHasMembers(),
  };
  const isNested = ownWork.isUnderWay;
  ownWork.isUnderWay = true;
  try {
    return copyValue(walk, value);
  } catch (error) {
    return threwNote(error);
  } finally {
    budget.left = walk.left;
    ownWork.isUnderWay = isNested;
  }
}

/** Whether a value is what it will be: a short string, a finite number, a boolean, null. No copy is needed of those. */
export function isImmutable(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= defaultLimits.maxSize;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
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
  /** Whether somebody gave all objects a property. */
  readonly isPolluted: boolean;
}

function copyValue(walk: Walk, value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return copyText(walk, value);
    case 'number':
      walk.left -= 8;
      if (value === 0) return 0; // JSON has no -0.
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return copyText(walk, `${value}n`);
    case 'function':
      return copyText(walk, functionNote(value));
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

function mark(walk: Walk, text: string): string {
  walk.left -= text.length + 3;
  return text;
}

function copyObject(walk: Walk, value: object): unknown {
  const { ancestors, limits } = walk;
  walk.left -= 2;
  if (ancestors.length >= limits.maxDepth) return mark(walk, `[Cut: deeper than ${limits.maxDepth} levels]`);
  if (ancestors.length > 0 && ancestors.includes(value)) return mark(walk, '[Circular]');
  ancestors.push(value);
  try {
    if (Array.isArray(value)) return copyList(walk, value);
    return isPlainObject(value) ? copyBag(walk, value) : copyInstance(walk, value);
  } catch (error) {
    return mark(walk, threwNote(error)); // A revoked proxy, or one whose traps throw.
  } finally {
    ancestors.pop();
  }
}

/** A plain object: one pass over what it says of itself, as `for…in` is the engine's fastest way to that. */
function copyBag(walk: Walk, value: Bag): unknown {
  if (walk.isPolluted) return copyOwn(walk, value);
  const copy: Bag = {};
  let reading = '';
  try {
    for (const key in value) {
      if (walk.left <= 0) return cutAt(copy, Object.keys(value).length - Object.keys(copy).length);
      reading = key;
      const member = value[key];
      if (member === undefined) continue;
      if (typeof member === 'function' && key === 'toJSON') return copyJson(walk, value);
      walk.left -= key.length + 4;
      const copied = fits(walk, member) ? member : copyValue(walk, member);
      if (key === '__proto__') define(copy, key, copied);
      else if (copied !== undefined) copy[key] = copied;
    }
  } catch (error) {
    // A getter throws. What was read is not read again, and from here on each is read inside a guard.
    if (reading !== '') define(copy, reading, mark(walk, threwNote(error)));
    const keys = Object.keys(value);
    return Object.assign(copy, copyOwn(walk, value, keys.slice(keys.indexOf(reading) + 1)));
  }
  return copy;
}

/** Whether somebody gave `Object.prototype` an enumerable property, which `for…in` would show as everybody's own. */
function everyObjectHasMembers(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}

/** Whether a member may stay in the copy as it is; takes its size from what is left. */
function fits(walk: Walk, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      if (value.length >= walk.left) return false;
      walk.left -= value.length;
      return true;
    case 'number':
      return Number.isFinite(value) && value !== 0;
    case 'boolean':
      return true;
    default:
      return value === null;
  }
}

function define(copy: Bag, key: string, value: unknown): void {
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
}

function cutAt(copy: Bag, missing: number): Bag {
  copy['[Cut]'] = `${missing} more properties`;
  return copy;
}

function copyList(walk: Walk, items: readonly unknown[]): unknown[] {
  const copy: unknown[] = [];
  const { length } = items;
  for (let index = 0; index < length; index++) {
    if (walk.left <= 0) {
      copy.push(`[Cut: ${length - index} more items]`);
      break;
    }
    const item = read(items, index);
    walk.left -= 5;
    copy.push(fits(walk, item) ? item : (copyValue(walk, item) ?? null));
  }
  return copy;
}

function copyInstance(walk: Walk, value: object, asksJson = true): unknown {
  const own = (value as { [recordAs]?: () => unknown })[recordAs];
  if (typeof own === 'function') return copyValue(walk, own.call(value));
  if (ArrayBuffer.isView(value)) return copyBytes(walk, value);
  if (isError(value)) return copyOwn(walk, errorRecord(value));
  const brand = brandOf(value);
  if (brand !== undefined) return copyBuiltIn(walk, value, brand);
  const note = opaqueNote(value);
  if (note !== undefined) return copyText(walk, note);
  if (asksJson && typeof (value as { toJSON?: unknown }).toJSON === 'function') return copyJson(walk, value);
  const keys = Object.keys(value);
  return keys.length > 0 ? copyOwn(walk, value, keys) : copyText(walk, instanceNote(value));
}

/** With the intrinsic methods: a subclass may bring its own, which do anything. */
function copyBuiltIn(walk: Walk, value: object, brand: Brand): unknown {
  switch (brand) {
    case 'Map':
      return copyMap(walk, value as Map<unknown, unknown>);
    case 'Set':
      return copyList(walk, [...Set.prototype.values.call(value)]);
    case 'RegExp':
      return copyText(walk, RegExp.prototype.toString.call(value));
    case 'ArrayBuffer':
      return copyBytes(walk, value as ArrayBuffer);
    default:
      return copyValue(walk, (value as { valueOf(): unknown }).valueOf());
  }
}

/** As `JSON.stringify`: what `toJSON` returns is taken as it is, its own `toJSON` is not asked again. */
function copyJson(walk: Walk, value: object): unknown {
  let json: unknown;
  try {
    json = (value as { toJSON: (key: string) => unknown }).toJSON('');
  } catch (error) {
    return mark(walk, threwNote(error));
  }
  if (typeof json !== 'object' || json === null) return copyValue(walk, json);
  if (Array.isArray(json)) return copyList(walk, json);
  return isPlainObject(json) ? copyOwn(walk, json) : copyInstance(walk, json, false);
}

function copyMap(walk: Walk, map: Map<unknown, unknown>): unknown {
  const entries = [...Map.prototype.entries.call(map)] as [unknown, unknown][];
  if (!entries.every(([key]) => typeof key === 'string')) return copyList(walk, entries);
  return copyEntries(walk, entries as [string, unknown][]);
}

function copyBytes(walk: Walk, value: ArrayBuffer | ArrayBufferView): unknown {
  const record = bytesRecord(value);
  return Array.isArray(record) ? copyList(walk, record) : copyOwn(walk, record);
}

/** Own properties one by one, each read inside a guard. */
function copyOwn(walk: Walk, value: object, keys: readonly string[] = Object.keys(value)): Bag {
  return copyEntries(
    walk,
    keys.map((key) => [key, undefined]),
    (key) => read(value, key),
  );
}

function copyEntries(
  walk: Walk,
  entries: readonly (readonly [string, unknown])[],
  valueOf?: (key: string) => unknown,
): Bag {
  const copy: Bag = {};
  for (const [count, [key, given]] of entries.entries()) {
    if (walk.left <= 0) return cutAt(copy, entries.length - count);
    const value = valueOf === undefined ? given : valueOf(key);
    if (value === undefined) continue;
    walk.left -= key.length + 4;
    const copied = copyValue(walk, value);
    if (copied !== undefined) define(copy, key, copied);
  }
  return copy;
}

function read(holder: object, key: string | number): unknown {
  try {
    return (holder as Bag)[key];
  } catch (error) {
    return threwNote(error);
  }
}
