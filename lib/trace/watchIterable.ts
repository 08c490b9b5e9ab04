import { GeneratorPin } from '../zone/generatorPin.js';
import { carrier, type Zone } from '../zone/zone.js';
import { endWhenDropped, noLongerDropped } from './abandonment.js';

import { override } from './override.js';
import type { DroppableSink } from './streamSink.js';
import { releaseWatch } from './watchedObjects.js';
import { watchIterator } from './watchIterator.js';

/**
 * Follows the next iteration over an iterable, in place: it keeps its identity and its own properties. Once that has begun
 * the iterable is as it was, and a later iteration belongs to whoever iterates.
 */
export function watchIterable(
  iterable: object,
  key: typeof Symbol.iterator | typeof Symbol.asyncIterator,
  zone: Zone,
  sink: DroppableSink | undefined,
): void {
  const own = Object.getOwnPropertyDescriptor(iterable, key);
  override(iterable, key, (original) => {
    return function iterate(this: unknown, ...args: unknown[]): unknown {
      if (own === undefined) Reflect.deleteProperty(iterable, key);
      else Reflect.defineProperty(iterable, key, own);
      releaseWatch(iterable);
      const iterator = carrier.run(zone.twin(), original, this, args);
      if (typeof iterator === 'object' && iterator !== null) follow(iterator, zone, sink);
      return iterator;
    };
  });
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
