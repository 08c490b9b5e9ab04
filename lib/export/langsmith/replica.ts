import type { Run } from '../../run/run.js';
import { isUuid, undashed, dashed } from '../../run/identity.js';
import { maxBytes, xxh3 } from '../sampling/xxh3.js';
import { plainRun } from '../plainRun.js';

const uuidLength = 36;

/** What an endpoint says of that. */
interface Renaming {
  readonly projectName?: string | undefined;
  readonly primary?: boolean | undefined;
}

/** The longest name of a project whose ids can be computed. */
export const maxProjectBytes: number = maxBytes - uuidLength - 1;

export function isTooLongForReplica(projectName: string): boolean {
  return Buffer.byteLength(projectName) > maxProjectBytes;
}

/**
 * The id of a run in another project: a UUIDv7 of the same time, made of the id and the project's name as LangSmith's clients
 * make it, so that services which send to both agree.
 */
export function replicaId(id: string, projectName: string): string {
  const hash = xxh3(Buffer.from(`${id}:${projectName}`))
    .toString(16)
    .padStart(32, '0');
  const bytes = Buffer.from(hash, 'hex');
  const isTimed = undashed(id)[12] === '7';
  const time = isTimed ? undashed(id).slice(0, 12) : hash.slice(20);
  const rest = Buffer.from([
    0x70 | ((bytes[0] ?? 0) & 0x0f),
    bytes[1] ?? 0,
    0x80 | ((bytes[2] ?? 0) & 0x3f),
    ...bytes.subarray(3, 10),
  ]);
  return dashed(time.toLowerCase() + rest.toString('hex'));
}

/**
 * The project by whose name an endpoint's runs get other ids than they have here; `undefined` where they keep theirs. As
 * LangSmith's clients decide it.
 */
export function renamingProject({ projectName, primary }: Renaming, own: string): string | undefined {
  if (primary === true) return undefined;
  const project = projectName ?? own;
  return primary === undefined && project === own ? undefined : project;
}

function replicaOrder(order: string, projectName: string): string {
  return order
    .split('.')
    .map((segment) => segment.slice(0, -uuidLength) + replicaId(segment.slice(-uuidLength), projectName))
    .join('.');
}

/** The run as it is in another project. */
export function replicaOf(run: Run, projectName: string): Run {
  const { id, traceId, parentRunId, dottedOrder } = run;
  return plainRun(run, {
    id: replicaId(id, projectName),
    traceId: replicaId(traceId, projectName),
    parentRunId: parentRunId === undefined || !isUuid(parentRunId) ? undefined : replicaId(parentRunId, projectName),
    dottedOrder: replicaOrder(dottedOrder, projectName),
    projectName,
  });
}
