import type { RunStatus } from '../../run/run.js';
import type { Feedback, PartName } from '../../wire/runDetail.js';
import type { Usage } from '../../wire/traceSummary.js';

/**
 * How much of a run's life a change knows: 0 its start, 1 some progress, 2 its end.
 *
 * What knows more wins, in whichever order things arrive: that makes changes of different ranks commute, and repeats of one
 * harmless. A store may therefore apply them one by one, in batches, twice, or on several machines.
 */
export type ChangeRank = 0 | 1 | 2;

/** What a store knows of a run besides its payload. Absent: not told yet. */
export interface RunFacts {
  readonly traceId?: string | undefined;
  /** `null`: it has none, it is a root. */
  readonly parentId?: string | null | undefined;
  readonly name?: string | undefined;
  readonly runType?: string | undefined;
  readonly project?: string | undefined;
  /** Milliseconds since the epoch, microseconds in the fraction. */
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly firstTokenTime?: number | undefined;
  /** How it ended, where somebody said so; else the end and the error tell. */
  readonly endStatus?: Exclude<RunStatus, 'running'> | undefined;
  /** First line of the error, cut. */
  readonly errorPreview?: string | undefined;
  readonly model?: string | undefined;
  readonly usage?: Usage | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly threadId?: string | undefined;
}

/** JSON as it came: a text, or the bytes of one in UTF-8, which nobody need decode to keep them. */
export type JsonText = string | Uint8Array;

/** What is shown or searched of a run's payload, and the payload itself. */
export interface RunPayload {
  readonly dottedOrder?: string | undefined;
  readonly inputPreview?: string | undefined;
  readonly outputPreview?: string | undefined;
  readonly parts: Partial<Readonly<Record<PartName, JsonText>>>;
}

/** A file that arrived. */
export interface StoredAttachment {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Uint8Array;
}

/** What was said about a run: members that are absent stay as they are, `isRemoved` takes it back. Without a key it must be there. */
export interface FeedbackChange extends Partial<Omit<Feedback, 'id' | 'runId'>> {
  readonly id: string;
  readonly isRemoved?: boolean | undefined;
}

/** Something that was told of a run: its start, its end, both, a file of it, or what somebody says about it. */
export interface RunChange {
  readonly id: string;
  readonly rank: ChangeRank;
  readonly facts: RunFacts;
  readonly payload: RunPayload;
  readonly attachments: readonly StoredAttachment[];
  readonly feedback?: readonly FeedbackChange[] | undefined;
}
