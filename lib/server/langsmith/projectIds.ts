import { createHash } from 'node:crypto';
import { dashed, isUuid } from '../../run/identity.js';
import { RequestError } from '../requestError.js';
import type { TraceStore } from '../store/traceStore.js';

/**
 * The id of a project, which LangSmith's clients ask for before they list its runs. Made of the name, so that every server of one
 * store gives the same.
 */
export function projectId(name: string): string {
  const digits = createHash('sha256').update(`tracenest project ${name}`).digest('hex');
  return dashed(`${digits.slice(0, 12)}5${digits.slice(13, 16)}8${digits.slice(17, 32)}`);
}

/**
 * The names of projects by their ids; names go as they are.
 * @throws RequestError where an id is nobody's.
 */
export async function projectNames(store: TraceStore, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.every((id) => !isUuid(id))) return ids;
  const names = new Map((await store.projects()).map((name) => [projectId(name), name]));
  return ids.map((id) => {
    const name = names.get(id.toLowerCase()) ?? (isUuid(id) ? undefined : id);
    if (name === undefined) throw new RequestError(404, 'not-found', `There is no project ${id}.`);
    return name;
  });
}
