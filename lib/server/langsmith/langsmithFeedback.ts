import { isoTimestamp } from '../../run/timestamp.js';
import type { Feedback } from '../../wire/runDetail.js';

/** Feedback as LangSmith's clients read it. */
export function langsmithFeedback(feedback: Feedback): Readonly<Record<string, unknown>> {
  const { id, runId, traceId, key, score, value, comment, correction, source, createdAt, modifiedAt } = feedback;
  return {
    id,
    run_id: runId,
    trace_id: traceId,
    key,
    score,
    value,
    comment,
    correction,
    feedback_source: source,
    created_at: isoTimestamp(createdAt),
    modified_at: isoTimestamp(modifiedAt),
  };
}

interface KeyStats {
  readonly n: number;
  /** Of the scores, yes and no as 1 and 0; `null` where there is none. */
  readonly avg: number | null;
  /** How often each text was given as value. */
  readonly values: Readonly<Record<string, number>>;
}

function statsOfKey(all: readonly Feedback[]): KeyStats {
  const scores = all.flatMap(({ score }) => (score === null ? [] : [Number(score)]));
  const values = new Map<string, number>();
  for (const { value } of all) if (typeof value === 'string') values.set(value, (values.get(value) ?? 0) + 1);
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    n: all.length,
    avg: scores.length === 0 ? null : sum / scores.length,
    values: Object.fromEntries(values),
  };
}

/** What a run shows of what was said about it, by key. */
export function feedbackStats(feedback: readonly Feedback[]): Readonly<Record<string, KeyStats>> {
  const keys = new Set(feedback.map(({ key }) => key));
  return Object.fromEntries(
    Array.from(keys, (key) => [key, statsOfKey(feedback.filter((one) => one.key === key))] as const),
  );
}
