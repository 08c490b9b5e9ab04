import { GeneratorPin } from '../zone/generatorPin.js';
import type { Zone } from '../zone/zone.js';
import type { LazyKind } from './classify.js';
import type { DroppableSink } from './streamSink.js';
import { watchIterable } from './watchIterable.js';
import { watchIterator } from './watchIterator.js';
import { watchStream } from './watchStream.js';

/**
 * Keeps a lazy value in the zone in which it was made; with a sink, also tells what came out of it. Throws where the value
 * is frozen.
 */
export function watchStreaming(value: object, kind: LazyKind, zone: Zone, sink: DroppableSink | undefined): void {
  if (kind === 'stream') watchStream(value as ReadableStream, zone, sink);
  else if (kind === 'iterator') {
    const pin = zone.pin instanceof GeneratorPin ? zone.pin : new GeneratorPin(zone);
    watchIterator(value, { pin, sink });
  } else watchIterable(value, kind, zone, sink);
}
