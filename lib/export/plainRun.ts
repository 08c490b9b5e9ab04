import type { Run } from '../run/run.js';

/** A run as a plain object, with changes. A spread would not do: of a `RunTree` it takes what is behind its getters. */
export function plainRun(run: Run, changes: Partial<Run> = {}): Run {
  const { id, traceId, parentRunId, dottedOrder, name, runType, startTime, endTime, status } = run;
  const { inputs, outputs, error, tags, metadata, events, attachments, projectName } = run;
  return {
    ...{ id, traceId, parentRunId, dottedOrder, name, runType, startTime, endTime, status },
    ...{ inputs, outputs, error, tags, metadata, events, attachments, projectName },
    ...changes,
  };
}
