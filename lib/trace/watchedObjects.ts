import type { Zone } from '../zone/zone.js';
import { Given } from './given.js';

/** A lazy object that a call follows, and the frame of that call. */
class WatchedObject extends Given {
  #frame: Zone | undefined = undefined;
  #isValue = false;

  static frameOf(object: object): Zone | undefined {
    return #frame in object ? object.#frame : undefined;
  }

  static setFrame(object: object, frame: Zone | undefined): void {
    const watched = #frame in object ? object : new WatchedObject(object);
    watched.#frame = frame;
  }

  static isValue(object: object): boolean {
    return #frame in object && object.#isValue;
  }

  static setValue(object: object): void {
    const watched = #frame in object ? object : new WatchedObject(object);
    watched.#isValue = true;
  }
}

/**
 * Takes an object to be followed by the call of a frame; `false` where another call follows it already. An object that is
 * handed out again and again (`return this.stream`) belongs to the first call that gave it, and is a value for the others.
 * Unless the other call was made by this one: then both gave the same new object, one out of the other.
 */
export function takeWatch(object: object, frame: Zone): boolean {
  if (WatchedObject.isValue(object)) return false;
  const holder = WatchedObject.frameOf(object);
  let ancestor = holder;
  while (ancestor !== undefined && ancestor !== frame) ancestor = ancestor.parent;
  if (holder !== undefined && ancestor === undefined) return false;
  try {
    WatchedObject.setFrame(object, frame);
  } catch {
    // Engines may come to refuse fields on frozen objects, which nobody can follow anyway
    // (https://github.com/tc39/proposal-nonextensible-applies-to-private).
  }
  return true;
}

/** The object was there before the calls that hand it out: from now on none of them follows it. */
export function takeAsValue(object: object): void {
  try {
    WatchedObject.setValue(object);
  } catch {
    // As above.
  }
}

/** The object is its own again. */
export function releaseWatch(object: object): void {
  WatchedObject.setFrame(object, undefined);
}
