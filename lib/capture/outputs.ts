import { isPlainObject } from './plainObject.js';
import { isImmutable, snapshot } from './snapshot.js';

/** Outputs by name. */
export type Outputs = Record<string, unknown>;

/** What a call gave back, as it was at the end: an immutable value as it is, else the record that {@link outputsRecord} reads. */
export function captureOutput(value: unknown): unknown {
  if (isImmutable(value)) return value;
  const copy = snapshot(value);
  return isBag(value) && typeof copy === 'object' ? copy : { output: copy };
}

/** A revoked proxy cannot even be asked for its prototype. */
function isBag(value: unknown): boolean {
  try {
    return isPlainObject(value);
  } catch {
    return false;
  }
}

/** The record of what was captured: its own, so that whoever gets it may write to it. */
export function outputsRecord(captured: unknown): Outputs {
  return typeof captured === 'object' && captured !== null ? { ...captured } : { output: captured };
}
