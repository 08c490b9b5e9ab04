/** An error as it was told, taken apart: what happened, where, and what had caused it. */
export interface ToldError {
  readonly message: string;
  /** Lines of the stack, the innermost call where its language puts it. */
  readonly stack: readonly string[];
}

/** The error and its causes, the outermost first. Knows JavaScript's stacks and Python's tracebacks; other text is a message. */
export function readError(text: string): ToldError[] {
  const parts: { message: string[]; stack: string[] }[] = [{ message: [], stack: [] }];
  for (const line of text.split('\n')) {
    const cause = /^\s*(?:\[cause\]|Caused by):\s*(.*)$/i.exec(line);
    const part = parts.at(-1);
    if (cause !== null) parts.push({ message: [cause[1] ?? ''], stack: [] });
    else if (isFrame(line)) part?.stack.push(line.trim());
    else if (line.trim() !== '' || part?.stack.length === 0) part?.message.push(line);
  }
  return parts
    .map(({ message, stack }) => ({ message: message.join('\n').trim(), stack }))
    .filter(({ message, stack }) => message !== '' || stack.length > 0);
}

function isFrame(line: string): boolean {
  return (
    /^\s+at\s/.test(line) ||
    /^\s+File ".*", line \d+/.test(line) ||
    line.startsWith('Traceback (most recent call last)')
  );
}
