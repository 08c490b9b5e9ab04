import type { RunStatus } from '../run/run.js';

/** Tokens and money. Absent figures were never told; a cost is in US dollars. */
export interface Usage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly totalTokens?: number;
  readonly cost?: number;
}

/** One trace as a line of a list: its root run, and figures over everything below it. */
export interface TraceSummary {
  readonly traceId: string;
  /** The run that the line stands for: the root, or the earliest run that arrived where the root is missing. */
  readonly runId: string;
  /** Whether a root has arrived. Without one, the trace's topmost runs have a parent that nobody has seen. */
  readonly hasRoot: boolean;
  readonly name: string;
  readonly runType: string;
  readonly project: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch, microseconds in the fraction. */
  readonly startTime: number;
  /** As `startTime`; `null` while the root is going on. */
  readonly endTime: number | null;
  /** Runs of the trace that have arrived. */
  readonly runCount: number;
  /** How many of them ended in an error. */
  readonly errorCount: number;
  /** Sums over the runs of type `llm` and `embedding`, which are those that report them; others repeat what they called. */
  readonly usage: Usage;
  readonly tags: readonly string[];
  /** What groups traces into a conversation: metadata `thread_id`, `session_id` or `conversation_id`. */
  readonly threadId: string | null;
  /** At most 120 characters, one line; `''` where there is nothing to show. */
  readonly inputPreview: string;
  readonly outputPreview: string;
  /** First line of the root's error, at most 300 characters. */
  readonly errorPreview: string | null;
  /** Grows with every change to the trace; what {@link LiveEvent}s are resumed by. */
  readonly version: number;
}
