import { styleText } from 'node:util';

const { stdout } = process;

/** What standard output is. Colours follow NO_COLOR and FORCE_COLOR, as Node does. */
export const terminal = {
  isTerminal: stdout.isTTY,
  colors: stdout.isTTY && stdout.hasColors(),
  // Some pseudo-terminals say that they have no columns.
  width: (stdout.isTTY && stdout.columns) || 100,
};

export function styled(style: 'bold' | 'dim' | 'cyan' | 'red', text: string): string {
  return terminal.colors ? styleText(style, text) : text;
}

/** A title with a rule to the end of the line. */
export function ruled(title: string): string {
  const rest = Math.max(3, Math.min(terminal.width, 100) - title.length - 4);
  return `${styled('dim', '──')} ${styled('bold', title)} ${styled('dim', '─'.repeat(rest))}`;
}
