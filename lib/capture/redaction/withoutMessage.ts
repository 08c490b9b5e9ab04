/** Something of the user's gave what it should not. Its message is ours, and tells nothing of what is traced. */
export class WrongResultError extends TypeError {
  override readonly name: string = 'WrongResultError';
}

/** Which error it was and where, without what it says: a message may hold the very text that was not to be shown. */
export function withoutMessage(error: unknown): string {
  try {
    if (error instanceof WrongResultError) return error.message;
    if (!(error instanceof Error)) return `it threw something of type ${typeof error}`;
    const { name, message, stack = '' } = error;
    const kind = /^\w{1,60}$/.test(name) ? `a ${name}` : 'an error';
    const head = `${name}: ${message}`;
    const frame = stack.startsWith(head) ? /^\s*at ([^\n]*)/.exec(stack.slice(head.length))?.[1] : undefined;
    return frame === undefined ? `it threw ${kind}` : `it threw ${kind} at ${frame}`;
  } catch {
    return 'it threw something that cannot be read';
  }
}
