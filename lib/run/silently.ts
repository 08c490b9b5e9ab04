import { ownWork } from '../capture/ownWork.js';
import { carrier, Zone } from '../zone/zone.js';

/** Where code of the program runs that is no part of what is traced. */
const silentZone = Zone.root.fork({ settings: { enabled: false } });

/**
 * Calls code of the program on behalf of the library: an exporter, a diagnostics handler. What it calls is no part of the
 * traced program, or an exporter that uses decorated code would export itself for ever. The zone is taken along by what it
 * awaits and by its timers; {@link ownWork} holds also where something below would turn tracing on.
 */
export function callSilently<This, Args extends readonly unknown[], Result>(
  callback: (this: This, ...args: Args) => Result,
  self: This,
  args: Args,
): Result {
  const isNested = ownWork.isUnderWay;
  ownWork.isUnderWay = true;
  try {
    return isNested ? Reflect.apply(callback, self, args) : carrier.run(silentZone, callback, self, args);
  } finally {
    ownWork.isUnderWay = isNested;
  }
}
