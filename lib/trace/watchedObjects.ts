import type { Zone } from '../zone/zone.js';

/** Lazy objects that a call follows, and the frame of that call. */
const watched = new WeakMap<object, Zone>();

/**
 * Takes an object to be followed by the call of a frame; `false` where another call follows it already. An object that is
 * handed out again and again (`return this.stream`) belongs to the first call that gave it, and is a value for the others.
 * Unless the other call was made by this one: then both gave the same new object, one out of the other.
 */
export function takeWatch(object: object, frame: Zone): boolean {
  let holder = watched.get(object);
  while (holder !== undefined && holder !== frame) holder = holder.parent;
  if (watched.has(object) && holder === undefined) return false;
  watched.set(object, frame);
  return true;
}

/** The object is its own again. */
export function releaseWatch(object: object): void {
  watched.delete(object);
}
