import { brandOf, type Brand } from './brand.js';
import { bytesRecord, isNumbers } from './bytesRecord.js';
import { isClassInstance } from './classInstance.js';
import { copyError, copyItems, copyList, copyMap, copyOwn, copySet, markThrown } from './collections.js';
import { isError } from './errorRecord.js';
import { functionNote, instanceNote, opaqueNote, threwNote } from './notes.js';
import { ownWork } from './ownWork.js';
import { isPlainObject } from './plainObject.js';
import { recordAs } from './recordAs.js';
import { copyText, cutBag, fits, mark, setMember, type Bag, type SnapshotLimits, type Walk } from './walk.js';

export const defaultLimits: SnapshotLimits = { maxSize: 20_000_000, maxDepth: 100 };

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
    copy: copyValue,
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

/** Whether somebody gave `Object.prototype` an enumerable property, which `for…in` would show as everybody's own. */
function everyObjectHasMembers(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
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

function copyObject(walk: Walk, value: object): unknown {
  const { ancestors, limits } = walk;
  walk.left -= 2;
  if (ancestors.length >= limits.maxDepth) return mark(walk, `[Cut: deeper than ${limits.maxDepth} levels]`);
  if (ancestors.length > 0 && ancestors.includes(value)) return mark(walk, '[Circular]');
  ancestors.push(value);
  try {
    if (Array.isArray(value)) return copyList(walk, value);
    if (isPlainObject(value)) return copyBag(walk, value);
    if (!isClassInstance(value)) return copyInstance(walk, value);
    const copy = copyBag(walk, value as Bag);
    return isEmpty(copy) ? copyText(walk, instanceNote(value)) : copy;
  } catch (error) {
    return markThrown(walk, error); // A revoked proxy, or one whose traps throw.
  } finally {
    ancestors.pop();
  }
}

function isEmpty(copy: unknown): boolean {
  for (const _ in copy as Bag) return false;
  return true;
}

/** Own members in one pass, as `for…in` is the engine's fastest way to those. */
function copyBag(walk: Walk, value: Bag): unknown {
  if (walk.isPolluted) return copyOwn(walk, value);
  const copy: Bag = {};
  let reading = '';
  try {
    for (const key in value) {
      if (key.length >= walk.left) return cutBag(copy, Object.keys(value).length - Object.keys(copy).length);
      reading = key;
      const member = value[key];
      if (member === undefined) continue;
      if (typeof member === 'function' && key === 'toJSON') return copyJson(walk, value);
      walk.left -= key.length + 4;
      const copied = fits(walk, member) ? member : copyValue(walk, member);
      if (copied !== undefined) setMember(copy, key, copied);
    }
  } catch (error) {
    // A getter throws. What was read is not read again, and from here on each is read inside a guard.
    if (reading !== '') setMember(copy, reading, markThrown(walk, error));
    const keys = Object.keys(value);
    return Object.assign(copy, copyOwn(walk, value, keys.slice(keys.indexOf(reading) + 1)));
  }
  return copy;
}

function copyInstance(walk: Walk, value: object, asksJson = true): unknown {
  const own = (value as { [recordAs]?: () => unknown })[recordAs];
  if (typeof own === 'function') return copyValue(walk, own.call(value));
  if (ArrayBuffer.isView(value)) return copyBytes(walk, value);
  if (isError(value)) return copyError(walk, value);
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
      return copySet(walk, value as Set<unknown>);
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
    return markThrown(walk, error);
  }
  if (typeof json !== 'object' || json === null) return copyValue(walk, json);
  if (Array.isArray(json)) return copyList(walk, json);
  return isPlainObject(json) ? copyOwn(walk, json) : copyInstance(walk, json, false);
}

function copyBytes(walk: Walk, value: ArrayBuffer | ArrayBufferView): unknown {
  return isNumbers(value) ? copyItems(walk, value, value.length) : copyOwn(walk, bytesRecord(value));
}
