import { toWireRun } from '../../run/wireRun.js';
import type { Run, RunAttachment } from '../../run/run.js';
import { partNames } from './packedRun.js';

/** A run as it is about to be written: what goes into the core, and into each part (in the order of `partNames`). */
export interface RunMembers {
  readonly core: Readonly<Record<string, unknown>>;
  readonly parts: readonly unknown[];
  readonly attachments: readonly (readonly [string, RunAttachment])[];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** `withErrorRecord`: also what the wire has no place for, for targets that want whole runs back. */
export function membersOf(run: Run, withErrorRecord: boolean): RunMembers {
  // In this order: the ids are found by their place. What follows in the wire form has a part of its own.
  const { id, trace_id, inputs, outputs, extra, events, error, ...others } = toWireRun(run);
  const values = { inputs, outputs, extra, events, error };
  return {
    core: {
      id,
      trace_id,
      ...others,
      ...(withErrorRecord && run.error !== undefined ? { error_record: run.error } : {}),
    },
    parts: partNames.map((name) => (isEmpty(values[name]) ? undefined : values[name])),
    attachments: Object.entries(run.attachments),
  };
}
