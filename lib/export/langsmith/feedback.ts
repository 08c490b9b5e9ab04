import { isoTimestamp } from '../../run/timestamp.js';
import { uuid7, nextSequence, isUuid } from '../../run/identity.js';
import { packRun } from '../batch/packRun.js';
import { partNames, type PackedRun } from '../batch/packedRun.js';
import { Slabs } from '../batch/slabs.js';

/** What somebody, or something, says about a run. */
export interface Feedback {
  /** The run that it is about. */
  readonly runId: string;
  /** The trace of that run: `run.traceId`. */
  readonly traceId: string;
  /** What is judged, such as `correctness`. */
  readonly key: string;
  readonly score?: number | boolean | undefined;
  readonly value?: unknown;
  readonly comment?: string | undefined;
  readonly correction?: Readonly<Record<string, unknown>> | undefined;
  /** Default: a new one. Given again, it replaces what was said under it. */
  readonly id?: string | undefined;
}

function requireIds(feedback: Feedback): void {
  const { runId, traceId, key } = feedback;
  for (const [name, value] of Object.entries({ runId, traceId })) {
    if (typeof value !== 'string' || !isUuid(value)) throw new TypeError(`Feedback needs ${name}, the id of a run.`);
  }
  if (typeof key !== 'string' || key === '') throw new TypeError('Feedback needs a key: what is judged.');
}

/** @throws TypeError where it says not which run it is about. */
export function packFeedback(feedback: Feedback): PackedRun {
  requireIds(feedback);
  const now = Date.now();
  const { id = uuid7(now, nextSequence(now)), runId, traceId, key, score, value, comment, correction } = feedback;
  const core = {
    id,
    trace_id: traceId,
    run_id: runId,
    key,
    ...{ score, value, comment, correction },
    created_at: isoTimestamp(now),
    modified_at: isoTimestamp(now),
    feedback_source: { type: 'api', metadata: {} },
  };
  return packRun({ core, parts: partNames.map(() => undefined), attachments: [] }, 'feedback', new Slabs());
}
