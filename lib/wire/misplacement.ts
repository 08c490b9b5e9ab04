/**
 * A run that most likely belongs elsewhere. `GET /api/traces/:traceId/misplaced` answers those that have to do with a trace:
 * runs of it whose parent is missing, roots elsewhere that look like its lost children, and itself where it looks like one.
 */
export interface Misplacement {
  /** `missing-parent`: it names a parent that never arrived. `lost-root`: a root that started inside another run's time. */
  readonly kind: 'missing-parent' | 'lost-root';
  readonly runId: string;
  readonly traceId: string;
  readonly name: string;
  /** Where it most likely belongs; `null` where nothing fits. */
  readonly suggested: {
    readonly traceId: string;
    readonly runId: string;
    readonly name: string;
  } | null;
  /** How sure that is, from 0 to 1: at 0.8 and above show it as the likely place, below as a possible one. */
  readonly confidence: number;
  /** What speaks for it, a sentence each. */
  readonly evidence: readonly string[];
  readonly cause: MisplacementCause;
  /** What most likely happened, in a sentence or two. */
  readonly explanation: string;
  /** What to change, and an example in code. */
  readonly fix: { readonly text: string; readonly code: string };
}

/**
 * `still-running`: the parent may yet arrive. `other-process`: it ran in another process that does not send here.
 * `not-exported`: it never ended, was filtered out, or its batch was lost. `context-lost`: started by a callback, timer, queue or
 * emitter that forgot who called. `pruned`: retention removed it.
 */
export type MisplacementCause = 'still-running' | 'other-process' | 'not-exported' | 'context-lost' | 'pruned';

export interface MisplacementList {
  readonly misplaced: readonly Misplacement[];
}
