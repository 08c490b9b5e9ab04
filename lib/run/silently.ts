import { ownWork } from '../capture/ownWork.js';
import { carrier, Zone } from '../zone/zone.js';

/** Where code runs that is no part of what is traced. */
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
    // The identical frame must not be entered twice in a row.
    if (carrier.current() === silentZone) return Reflect.apply(callback, self, args);
    return carrier.run(silentZone, callback, self, args);
  } finally {
    ownWork.isUnderWay = isNested;
  }
}

/**
 * As {@link callSilently}, for work of the library's own and all that it starts: out of the zone of whoever was traced last,
 * which would be kept alive, and never traced itself (a traced `fetch` would export the export, for ever).
 */
export function silently<Result>(work: () => Result): Result {
  return callSilently(work, undefined, []);
}
