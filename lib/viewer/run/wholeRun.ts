import type { Json, PartName } from '../../wire/runDetail.js';
import { requestJson } from '../api/request.js';
import { traceServer } from '../api/traceServer.js';

/** A run with all of its parts in full, as it is copied. */
export async function wholeRun(runId: string): Promise<object> {
  const { parts, attachments, version: _version, ...row } = await traceServer.run(runId);
  const names = Object.keys(parts) as PartName[];
  const values = await Promise.all(
    names.map(async (name): Promise<[PartName, Json]> => {
      const part = parts[name];
      if (part !== undefined && part.cuts.length === 0) return [name, part.value];
      return [name, await requestJson<Json>(traceServer.rawPart(runId, name))];
    }),
  );
  return { ...row, ...Object.fromEntries(values), attachments };
}
