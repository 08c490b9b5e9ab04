import { SingleBar } from 'cli-progress';
import { progressLine } from './progressLine.js';

/** A bar on standard error; nothing where that is no terminal. */
export interface Progress {
  update(done: number): void;
  /** Clears it away. */
  stop(): void;
}

/** What is done sooner needs no bar, which would only flicker. */
const shownAfterMs = 250;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `text` says how much of the total is done, such as `123 of 12,345 runs`. */
export function progress(
  title: string,
  total: number,
  text: (done: number, total: number) => string,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  const begun = performance.now();
  let isShown = false;
  const bar = new SingleBar({
    format: (_, { value }) => {
      const elapsed = performance.now() - begun;
      // Asked for every line: windows change their size. One that nobody told says 0.
      return progressLine({ title, done: value, total, elapsed, text }, stream.columns || 80);
    },
    stream,
    clearOnComplete: true,
    hideCursor: true,
    // Ours, which also ends the process.
    gracefulExit: false,
  });
  const stop = (): void => {
    for (const signal of signals) process.off(signal, interrupted);
    bar.stop();
  };
  /** Whoever breaks off gets a terminal back that has its cursor. */
  const interrupted = (signal: NodeJS.Signals): void => {
    stop();
    process.kill(process.pid, signal);
  };
  return {
    update(done) {
      const isDue = stream.isTTY && process.env['TERM'] !== 'dumb' && performance.now() - begun > shownAfterMs;
      if (isShown) bar.update(done);
      else if (isDue) {
        isShown = true;
        for (const signal of signals) process.once(signal, interrupted);
        bar.start(Math.max(1, total), done);
      }
    },
    stop,
  };
}
