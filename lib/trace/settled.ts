/** Who is told how a promise settled: two functions that need no `this` and never throw. */
export interface Settled {
  readonly fulfilled: (value: unknown) => void;
  readonly rejected: (reason: unknown) => void;
}
