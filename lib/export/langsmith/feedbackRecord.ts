import { snapshot } from '../../capture/snapshot.js';
import { defaultProjectName } from '../../run/defaultProject.js';
import { isUuid, nextSequence, uuid7 } from '../../run/identity.js';
import type { RunRedaction } from '../../run/runRedaction.js';
import { isoTimestamp } from '../../run/timestamp.js';
import { partNames } from '../batch/packedRun.js';
import type { RunMembers } from '../batch/runMembers.js';
import type { LangSmithEndpoint } from './endpoint.js';
import type { Feedback } from './feedback.js';
import { renamingProject, replicaId } from './replica.js';

/** Feedback as it is brought away: whole, redacted, and nobody's to change any more. */
export interface FeedbackRecord extends FeedbackTexts {
  readonly id: string;
  readonly runId: string;
  readonly traceId: string;
  readonly projectName: string;
  readonly score: number | boolean | undefined;
  readonly time: number;
}

/** What is redacted of feedback. */
interface FeedbackTexts {
  readonly key: string;
  readonly value?: unknown;
  readonly comment?: string | undefined;
  readonly correction?: unknown;
}

function requireFeedback(feedback: unknown): void {
  if (typeof feedback !== 'object' || feedback === null) {
    throw new TypeError('Feedback is an object such as { runId, traceId, key, score }.');
  }
  const { runId, traceId, key, score, comment, projectName, id } = feedback as Record<string, unknown>;
  for (const [name, value] of Object.entries({ runId, traceId })) {
    if (typeof value !== 'string' || !isUuid(value)) throw new TypeError(`Feedback needs ${name}, the id of a run.`);
  }
  if (typeof key !== 'string' || key === '') throw new TypeError('Feedback needs a key: what is judged.');
  if (id !== undefined && (typeof id !== 'string' || !isUuid(id))) throw new TypeError('The id of feedback is a UUID.');
  if (score !== undefined && typeof score !== 'boolean' && !Number.isFinite(score)) {
    throw new TypeError('The score of feedback is a finite number, true or false.');
  }
  for (const [name, value] of Object.entries({ comment, projectName })) {
    if (value !== undefined && typeof value !== 'string') throw new TypeError(`The ${name} of feedback is a text.`);
  }
}

function isTexts(value: unknown): boolean {
  const { key, comment } = Object(value) as Record<string, unknown>;
  return typeof key === 'string' && (comment === undefined || typeof comment === 'string');
}

/** Redacted by each in turn. @throws TypeError where it says not which run it is about. */
export function feedbackRecord(feedback: Feedback, redactions: readonly (RunRedaction | undefined)[]): FeedbackRecord {
  requireFeedback(feedback);
  const time = Date.now();
  const { id = uuid7(time, nextSequence(time)), runId, traceId, projectName = defaultProjectName(), score } = feedback;
  const { key, value, comment, correction } = feedback;
  // As inputs and outputs are: whatever it is, it can be written.
  const said = snapshot({ key, value, comment, correction }) as FeedbackTexts;
  const shown = redactions.reduce(
    (rest, redaction) => redaction?.feedback(rest, isTexts, (mark) => ({ key: mark, comment: mark })) ?? rest,
    said,
  );
  return { id, runId, traceId, projectName, score, time, ...shown };
}

/** The members of feedback as an endpoint takes it: about the run by the id that it has there. */
export function feedbackMembers(record: FeedbackRecord, endpoint: LangSmithEndpoint): RunMembers {
  const { id, runId, traceId, key, score, value, comment, correction, time } = record;
  const project = renamingProject(endpoint, record.projectName);
  const idThere = (own: string): string => (project === undefined ? own : replicaId(own, project));
  const core = {
    // In this order: ids are found by their place.
    id: idThere(id),
    trace_id: idThere(traceId),
    run_id: idThere(runId),
    ...{ key, score, value, comment, correction },
    created_at: isoTimestamp(time),
    modified_at: isoTimestamp(time),
    feedback_source: { type: 'api', metadata: {} },
  };
  return { core: JSON.stringify(core).slice(0, -1), parts: partNames.map(() => undefined), attachments: [] };
}
