import type { RunType } from './run.js';
import type { RunObserver } from './runObserver.js';

/** What a run is called and marked with. What is absent is inherited from the parent, or has a default. */
export interface RunDescription {
  readonly name: string;
  /** Default `chain`. */
  readonly runType?: RunType | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly projectName?: string | undefined;
  /** Default: a UUIDv7 of the start. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch. Default: now. */
  readonly startTime?: number | undefined;
}

/** A description with inputs, for {@link RunTree.createChild}. */
export interface RunInit extends RunDescription {
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Who is told of the end. Default: the parent's. */
  readonly observer?: RunObserver | undefined;
}
