import { paint, type Painter } from '../export/paint.js';
import { terminal } from '../export/terminal.js';

/** Where a command writes: results to standard output, everything about them to standard error. */
export interface Output {
  readonly ink: Painter;
  /** `undefined` where it is no terminal. */
  readonly width: number | undefined;
  readonly colors: boolean;
  print(text: string): void;
  note(text: string): void;
}

export function standardOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever read has enough, as `head` does: there is nothing left to do, and nothing wrong.
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  const { colors, width } = terminal();
  return {
    ink: paint(colors),
    width,
    colors,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}
