/** What somebody, or something, says about a run. */
export interface Feedback {
  /** The run that it is about. */
  readonly runId: string;
  /** The trace of that run: `run.traceId`. */
  readonly traceId: string;
  /** The project of that run: endpoints with a project of their own have runs of others under other ids. Default: the process's. */
  readonly projectName?: string | undefined;
  /** What is judged, such as `correctness`. */
  readonly key: string;
  readonly score?: number | boolean | undefined;
  readonly value?: unknown;
  readonly comment?: string | undefined;
  readonly correction?: Readonly<Record<string, unknown>> | undefined;
  /** Default: a new one. Given again, it replaces what was said under it. */
  readonly id?: string | undefined;
}
