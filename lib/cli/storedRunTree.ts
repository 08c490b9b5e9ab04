import { runStatuses, type TraceSkeleton } from '../wire/traceSkeleton.js';
import type { Run, RunType } from '../run/run.js';

/** The runs of a stored trace, as those that draw trees take them; without inputs and outputs. */
export function runsOfSkeleton({ columns, texts, startTime, errors, missingParents, summary }: TraceSkeleton): Run[] {
  return columns.id.map((id, index) => {
    const parent = columns.parent[index] ?? -1;
    const start = startTime + (columns.start[index] ?? 0);
    const duration = columns.duration[index] ?? -1;
    const error = errors[index];
    return {
      id,
      traceId: summary.traceId,
      parentRunId: parent < 0 ? missingParents[index] : columns.id[parent],
      dottedOrder: '',
      name: texts[columns.name[index] ?? -1] ?? '',
      runType: (texts[columns.runType[index] ?? -1] ?? 'chain') as RunType,
      startTime: start,
      endTime: duration < 0 ? undefined : start + duration,
      status: runStatuses[columns.status[index] ?? 0] ?? 'running',
      inputs: {},
      outputs: undefined,
      error: error === undefined ? undefined : errorOf(error),
      tags: [],
      metadata: {},
      events: [],
      attachments: {},
      projectName: summary.project,
    };
  });
}

/** `TypeError: it is none` as name and message. */
function errorOf(text: string): { name: string; message: string } {
  const [, name = 'Error', message = text] = /^([A-Z]\w*(?:Error|Exception)?): (.*)$/s.exec(text) ?? [];
  return { name, message };
}
