import { isUuid, uuid7 } from '../../run/identity.js';
import type { Json } from '../../wire/runDetail.js';
import type { FeedbackChange, RunChange } from '../store/runChange.js';
import { isTooDeep, mostLevels } from './nesting.js';
import { RefusedRun, timeOf } from './runChangeOf.js';

type Bag = Readonly<Record<string, unknown>>;

function bag(value: unknown): Bag {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Bag;
  throw new RefusedRun('Feedback is a JSON object.');
}

function uuidOf(value: unknown, name: string): string {
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  throw new RefusedRun(`${name} is no UUID: ${JSON.stringify(value)?.slice(0, 60)}`);
}

function scoreOf(value: unknown): number | boolean | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  throw new RefusedRun(`score is neither a number nor true or false: ${JSON.stringify(value).slice(0, 60)}`);
}

function commentOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new RefusedRun('comment is no text.');
}

/** What of an opinion may change later; what is not told is not there. */
function judgementOf(body: Bag): Partial<FeedbackChange> {
  const { score, value, comment, correction } = body;
  if (isTooDeep(body)) throw new RefusedRun(`Feedback is nested more than ${mostLevels} levels deep.`);
  return {
    ...(score === undefined ? {} : { score: scoreOf(score) }),
    ...(value === undefined ? {} : { value: value as Json }),
    ...(comment === undefined ? {} : { comment: commentOf(comment) }),
    ...(correction === undefined ? {} : { correction: correction as Json }),
  };
}

/** A change of a run that says nothing of the run itself. */
export function aboutRun(runId: string, told: Partial<Pick<RunChange, 'attachments' | 'feedback'>>): RunChange {
  return { id: runId, rank: 0, facts: {}, payload: { parts: {} }, attachments: [], ...told };
}

const nothingTold = { score: null, value: null, comment: null, correction: null };

/**
 * Feedback as LangSmith's clients send it: as a part of a multipart body, whose name has the id, and to `POST /feedback`. Sent again
 * under the same id it replaces what was said.
 *
 * @throws RefusedRun
 */
export function feedbackChangeOf(value: unknown, partId?: string): RunChange {
  const body = bag(value);
  const { key, run_id: runId, trace_id: traceId } = body;
  if (typeof key !== 'string' || key === '') throw new RefusedRun('Feedback has a key: what is judged.');
  if (runId === undefined || runId === null)
    throw new RefusedRun('Feedback has a run_id: this server keeps what is said about runs, not about projects.');
  const now = Date.now();
  const createdAt = timeOf(body['created_at']) ?? now;
  const change: FeedbackChange = {
    ...nothingTold,
    ...judgementOf(body),
    id: uuidOf(partId ?? body['id'] ?? uuid7(now, 0), 'id'),
    traceId: traceId === undefined || traceId === null ? null : uuidOf(traceId, 'trace_id'),
    key,
    source: (body['feedback_source'] ?? null) as Json,
    createdAt,
    modifiedAt: timeOf(body['modified_at']) ?? createdAt,
  };
  return aboutRun(uuidOf(runId, 'run_id'), { feedback: [change] });
}

/** The body of a `PATCH /feedback/:id`. @throws RefusedRun */
export function changedFeedback(id: string, value: unknown): FeedbackChange {
  return { ...judgementOf(bag(value)), id, modifiedAt: Date.now() };
}
