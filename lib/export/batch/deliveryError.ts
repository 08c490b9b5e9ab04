/** What `flush` and `shutdown` reject with: not everything arrived. */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';
  /** Runs that had not arrived; those still on their way go on. What other processes left in the spool is not counted. */
  readonly undelivered: number;
  /** Why, a text for each cause. */
  readonly reasons: readonly string[];

  constructor(what: string, undelivered: number, reasons: readonly string[]) {
    const runs =
      undelivered === 0
        ? 'Runs that other processes left in the spool have'
        : `${undelivered} ${undelivered === 1 ? 'run has' : 'runs have'}`;
    super(`${what}: ${runs} not arrived. ${reasons.join(' ')}`);
    this.undelivered = undelivered;
    this.reasons = reasons;
  }
}
