import { GeneratorPin } from '../zone/generatorPin.js';
import { carrier, type Zone } from '../zone/zone.js';
import { endWhenDropped, noLongerDropped } from './abandonment.js';
import type { IterableKind } from './classify.js';
import { override, type AnyMethod } from './override.js';
import type { DroppableSink } from './streamSink.js';
import { releaseWatch } from './watchedObjects.js';
import { watchIterator } from './watchIterator.js';

/**
 * Follows the next iteration over an iterable, in place: it keeps its identity and its own properties. Once that has begun
 * the iterable is as it was, and a later iteration belongs to whoever iterates.
 *
 * @returns what makes it so before: `false` where an iteration has begun.
 */
export function watchIterable(
  iterable: object,
  kind: IterableKind,
  zone: Zone,
  sink: DroppableSink | undefined,
): () => boolean {
  const key = kind === 'iterable' ? Symbol.iterator : Symbol.asyncIterator;
  const own = Object.getOwnPropertyDescriptor(iterable, key);
  let isWaiting = true;
  const stopWaiting = (): boolean => {
    const wasWaiting = isWaiting;
    isWaiting = false;
    // Not where another call, or the program, has put its own there meanwhile.
    if (Object.getOwnPropertyDescriptor(iterable, key)?.value !== iterate) return wasWaiting;
    if (own === undefined) Reflect.deleteProperty(iterable, key);
    else Reflect.defineProperty(iterable, key, own);
    return wasWaiting;
  };
  let iterate: unknown;
  override(iterable, key, (original) => {
    const following: AnyMethod = function (...args) {
      if (!stopWaiting()) return Reflect.apply(original, this, args);
      releaseWatch(iterable);
      const iterator = carrier.run(zone.twin(), original, this, args);
      if (typeof iterator === 'object' && iterator !== null) follow(iterator, zone, sink);
      return iterator;
    };
    iterate = following;
    return following;
  });
  return stopWaiting;
}

function follow(iterator: object, zone: Zone, sink: DroppableSink | undefined): void {
  try {
    watchIterator(iterator, { pin: new GeneratorPin(zone), sink });
  } catch {
    sink?.done(undefined); // A frozen iterator cannot be followed; it works all the same.
    return;
  }
  if (sink === undefined) return;
  // The iterable may be dropped now, its iterator not.
  noLongerDropped(sink);
  endWhenDropped(iterator, sink);
}
