import { GeneratorPin } from '../zone/generatorPin.js';
import { carrier, type Zone } from '../zone/zone.js';
import type { StreamSink } from './chunkLog.js';
import { override } from './override.js';
import { watchIterator } from './watchIterator.js';

/**
 * Follows the first iteration over an iterable, in place: it keeps its identity and its own properties. Later iterations
 * stay in the zone and are not recorded again.
 */
export function watchIterable(
  iterable: object,
  key: typeof Symbol.iterator | typeof Symbol.asyncIterator,
  zone: Zone,
  sink: StreamSink | undefined,
): void {
  let first = true;
  override(iterable, key, (original) => {
    return function iterate(this: unknown, ...args: unknown[]): unknown {
      const iterator = carrier.run(zone.twin(), original, this, args);
      if (typeof iterator !== 'object' || iterator === null) return iterator;
      const recorded = first ? sink : undefined;
      first = false;
      try {
        watchIterator(iterator, { pin: new GeneratorPin(zone), sink: recorded });
      } catch {
        recorded?.done(undefined); // A frozen iterator cannot be followed; it works all the same.
      }
      return iterator;
    };
  });
}
