import { Presets, SingleBar } from 'cli-progress';

/** A bar on standard error; nothing where that is no terminal. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

export function progress(title: string, total: number): Progress {
  // It draws nothing itself where the stream is no terminal.
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage}% | {value} of {total}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(Math.max(1, total), 0);
  return {
    update: (done) => bar.update(done),
    stop: () => bar.stop(),
  };
}
