import { errorRecord } from './errorRecord.js';
import { threwNote } from './notes.js';
import { cutBag, fits, mark, setMember, type Bag, type Walk } from './walk.js';

/** What an error takes from the size: their stacks are slow to make and to read, and a million would block for seconds. */
const priceOfError = 2000;

export function copyError(walk: Walk, error: Error): unknown {
  walk.left -= priceOfError;
  return copyOwn(walk, errorRecord(error));
}

/** What was thrown, in place of the value that could not be read. */
export function markThrown(walk: Walk, error: unknown): string {
  walk.left -= priceOfError;
  return mark(walk, threwNote(error));
}

/** Items one by one, until the size is used up: what comes after that is not even asked for. */
export function copyItems(walk: Walk, items: Iterable<unknown>, count: number): unknown[] {
  const copy: unknown[] = [];
  for (const item of items) {
    if (walk.left <= 0) return cutList(copy, count);
    addItem(walk, copy, item);
  }
  return copy;
}

/** An array, each item of which is read inside a guard. */
export function copyList(walk: Walk, list: readonly unknown[]): unknown[] {
  const copy: unknown[] = [];
  const { length } = list;
  for (let index = 0; index < length; index++) {
    if (walk.left <= 0) return cutList(copy, length);
    addItem(walk, copy, read(walk, list, index));
  }
  return copy;
}

function addItem(walk: Walk, copy: unknown[], item: unknown): void {
  walk.left -= 5;
  copy.push(fits(walk, item) ? item : (walk.copy(walk, item) ?? null));
}

function cutList(copy: unknown[], count: number): unknown[] {
  copy.push(`[Cut: ${count - copy.length} more items]`);
  return copy;
}

function read(walk: Walk, list: readonly unknown[], index: number): unknown {
  try {
    return list[index];
  } catch (error) {
    return markThrown(walk, error);
  }
}

/** Own properties one by one, each read inside a guard. */
export function copyOwn(walk: Walk, value: object, keys: readonly string[] = Object.keys(value)): Bag {
  const copy: Bag = {};
  for (const [index, key] of keys.entries()) {
    if (key.length >= walk.left) return cutBag(copy, keys.length - index);
    let member: unknown;
    try {
      member = (value as Bag)[key];
    } catch (error) {
      setMember(copy, key, markThrown(walk, error));
      continue;
    }
    addMember(walk, copy, key, member);
  }
  return copy;
}

function addMember(walk: Walk, copy: Bag, key: string, member: unknown): void {
  if (member === undefined) return;
  walk.left -= key.length + 4;
  const copied = walk.copy(walk, member);
  if (copied !== undefined) setMember(copy, key, copied);
}

/** By the intrinsic getter: a subclass may have one of its own. */
function sizeOf(prototype: object, collection: object): number {
  return Number(Reflect.get(prototype, 'size', collection));
}

/** A `Map` as an object, or as a list of pairs where a key is no text. With the intrinsic methods: see `copyInstance`. */
export function copyMap(walk: Walk, map: Map<unknown, unknown>): unknown {
  const size = sizeOf(Map.prototype, map);
  if (!hasTextKeys(walk, map)) return copyItems(walk, Map.prototype.entries.call(map), size);
  const copy: Bag = {};
  let taken = 0;
  for (const [key, member] of Map.prototype.entries.call(map) as MapIterator<[string, unknown]>) {
    if (key.length >= walk.left) return cutBag(copy, size - taken);
    taken += 1;
    addMember(walk, copy, key, member);
  }
  return copy;
}

/** Of the entries that can be kept at all. */
function hasTextKeys(walk: Walk, map: Map<unknown, unknown>): boolean {
  let looked = 0;
  for (const key of Map.prototype.keys.call(map)) {
    if (typeof key !== 'string') return false;
    looked += 4;
    if (looked > walk.left) break;
  }
  return true;
}

export function copySet(walk: Walk, set: Set<unknown>): unknown {
  return copyItems(walk, Set.prototype.values.call(set), sizeOf(Set.prototype, set));
}
