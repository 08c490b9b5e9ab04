import { snapshot } from '../../capture/snapshot.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { uuid7, nextSequence, isUuid } from '../../run/identity.js';
import { packRun } from '../batch/packRun.js';
import { partNames, type PackedRun } from '../batch/packedRun.js';
import { Slabs } from '../batch/slabs.js';
import type { Feedback } from './feedback.js';

function requireFeedback(feedback: unknown): void {
  if (typeof feedback !== 'object' || feedback === null) {
    throw new TypeError('Feedback is an object such as { runId, traceId, key, score }.');
  }
  const { runId, traceId, key, score, id } = feedback as Record<string, unknown>;
  for (const [name, value] of Object.entries({ runId, traceId })) {
    if (typeof value !== 'string' || !isUuid(value)) throw new TypeError(`Feedback needs ${name}, the id of a run.`);
  }
  if (typeof key !== 'string' || key === '') throw new TypeError('Feedback needs a key: what is judged.');
  if (id !== undefined && (typeof id !== 'string' || !isUuid(id))) throw new TypeError('The id of feedback is a UUID.');
  if (score !== undefined && typeof score !== 'boolean' && !Number.isFinite(score)) {
    throw new TypeError('The score of feedback is a finite number, true or false.');
  }
}

/** @throws TypeError where it says not which run it is about. */
export function packFeedback(feedback: Feedback): PackedRun {
  requireFeedback(feedback);
  const now = Date.now();
  const { id = uuid7(now, nextSequence(now)), runId, traceId, key, score, value, comment, correction } = feedback;
  const record = {
    id,
    trace_id: traceId,
    run_id: runId,
    key,
    ...{ score, comment },
    // As inputs and outputs are: whatever it is, it can be written.
    ...(value === undefined ? {} : { value: snapshot(value) }),
    ...(correction === undefined ? {} : { correction: snapshot(correction) }),
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
