import type { RunStatus } from '../../run/run.js';
import type { PartName } from '../../wire/runDetail.js';
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

/** What is shown or searched of a run's payload, and the payload itself. */
export interface RunPayload {
  readonly dottedOrder?: string | undefined;
  readonly inputPreview?: string | undefined;
  readonly outputPreview?: string | undefined;
  /** JSON texts. */
  readonly parts: Partial<Readonly<Record<PartName, string>>>;
}

/** A file that arrived. */
export interface StoredAttachment {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Uint8Array;
}

/** Something that was told of a run: its start, its end, both, or a file of it. */
export interface RunChange {
  readonly id: string;
  readonly rank: ChangeRank;
  readonly facts: RunFacts;
  readonly payload: RunPayload;
  readonly attachments: readonly StoredAttachment[];
}
