import type { Zone } from '../zone/zone.js';
import { classify } from './classify.js';
import { watchStreaming } from './watchStreaming.js';

/**
 * Keeps the body of a generator (or of what else runs only when it is iterated) in the zone that made it, without a run.
 * Returns the same value.
 */
export function pinResult<Value>(value: Value, zone: Zone): Value {
  if (typeof value !== 'object' || value === null) return value;
  const kind = classify(value);
  if (kind === 'value' || kind === 'awaitable') return value;
  try {
    watchStreaming(value, kind, zone, undefined);
  } catch {
    // Frozen: it runs where it is iterated, as it would without us.
  }
  return value;
}
