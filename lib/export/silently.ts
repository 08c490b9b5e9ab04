import { Zone } from '../zone/zone.js';

const silence = Zone.root.fork({ settings: { enabled: false } });

/**
 * Does work of the library's own, with what it starts: out of the zone of whoever was traced last, and never traced itself
 * (a traced `fetch` would export the export, for ever).
 */
export function silently<Result>(work: () => Result): Result {
  return silence.run(work);
}
