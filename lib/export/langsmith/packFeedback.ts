import { isoTimestamp } from '../../run/timestamp.js';
import { uuid7, nextSequence, isUuid } from '../../run/identity.js';
import { packRun } from '../batch/packRun.js';
import { partNames, type PackedRun } from '../batch/packedRun.js';
import { Slabs } from '../batch/slabs.js';
import type { Feedback } from './feedback.js';

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
  const record = {
    id,
    trace_id: traceId,
    run_id: runId,
    key,
    ...{ score, value, comment, correction },
    created_at: isoTimestamp(now),
    modified_at: isoTimestamp(now),
    feedback_source: { type: 'api', metadata: {} },
  };
  return packRun(
    { core: JSON.stringify(record).slice(0, -1), parts: partNames.map(() => undefined), attachments: [] },
    'feedback',
    new Slabs(),
  );
}
