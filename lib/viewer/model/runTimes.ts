/** When runs began and ended, in milliseconds from one origin; `end` of what is going on is the present. */
export interface RunTimes {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}
