/** An error whose message tells the reader what to do. The command prints it without a stack. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError';
}
