import type { Misplacement, MisplacementCause } from '../../wire/misplacement.js';
import type { TraceSkeleton } from '../../wire/traceSkeleton.js';
import { deepestRun } from './deepestRun.js';
import { explanations } from './explanations.js';

const mostShown = 200;
/** A parent that is going on is sent at its end, or a few seconds after its start. */
const patienceMs = 60_000;
const spanPrefix = '00000000-0000-0000-';

function causeOf(
  skeleton: TraceSkeleton,
  parentId: string,
  now: number,
): { cause: MisplacementCause; evidence: string } {
  const { hasRoot, startTime } = skeleton.summary;
  if (now - startTime < patienceMs)
    return { cause: 'still-running', evidence: 'The trace began less than a minute ago.' };
  if (!hasRoot)
    return { cause: 'other-process', evidence: 'No run of the trace is a root: the trace began elsewhere.' };
  if (parentId.startsWith(spanPrefix)) {
    return { cause: 'other-process', evidence: 'The parent is known by a W3C span id, as it comes in headers.' };
  }
  return { cause: 'not-exported', evidence: 'Other runs of the trace have arrived, its root among them.' };
}

/** Runs of a trace whose parent never arrived. */
export function missingParents(skeleton: TraceSkeleton, now: number): Misplacement[] {
  const { columns, texts, summary } = skeleton;
  const orphans = new Set(Object.keys(skeleton.missingParents).map((index) => columns.id[Number(index)] ?? ''));
  return Object.entries(skeleton.missingParents)
    .slice(0, mostShown)
    .map(([key, parentId]) => {
      const index = Number(key);
      const name = texts[columns.name[index] ?? -1] ?? '';
      const { cause, evidence } = causeOf(skeleton, parentId, now);
      const start = skeleton.startTime + (columns.start[index] ?? 0);
      const end = start + Math.max(0, columns.duration[index] ?? 0);
      const place = deepestRun(skeleton, start, end, orphans);
      const around = place === undefined ? [] : [`${place.name} was going on all the time that it took.`];
      return {
        kind: 'missing-parent' as const,
        runId: columns.id[index] ?? '',
        traceId: summary.traceId,
        name,
        suggested: place === undefined ? null : { traceId: summary.traceId, runId: place.runId, name: place.name },
        // Its true parent is one that is not there: a run around it is an ancestor at best.
        confidence: place === undefined ? 0 : place.rivals === 0 ? 0.6 : 0.3,
        evidence: [`It names the parent ${parentId}, which has not arrived.`, evidence, ...around],
        cause,
        ...explanations[cause](name),
      };
    });
}
