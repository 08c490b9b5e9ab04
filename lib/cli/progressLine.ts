/** How far long work is. */
export interface ProgressState {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
  /** `1.2 MB of 33.3 MB`, `123 of 12,345 runs`. */
  readonly text: (done: number, total: number) => string;
}

const barWidths = { least: 8, most: 40 };
/** Before that nobody can tell how long it takes. */
const toldAfterMs = 2_000;

function timeLeft({ done, total, elapsed }: ProgressState): string {
  if (elapsed < toldAfterMs || done <= 0 || done >= total) return '';
  const seconds = Math.ceil(((elapsed / done) * (total - done)) / 1000);
  if (seconds < 100) return `${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min left` : `${Math.min(99, Math.ceil(minutes / 60))} h left`;
}

/** One line that is never wider than the terminal: what matters less is left out where that is narrow. */
export function progressLine(state: ProgressState, columns: number): string {
  const { title, done, total, text } = state;
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const most = text(total, total);
  // Each has the same room from the beginning to the end, so that nothing moves.
  const parts = [text(done, total).padStart(most.length), timeLeft(state).padEnd('99 min left'.length)];
  const room = (): number => columns - 1 - [title, '', percent, ...parts].join('  ').length + 1;
  while (parts.length > 0 && room() < barWidths.least) parts.shift();
  const width = Math.max(0, Math.min(barWidths.most, room()));
  const full = Math.floor(share * width);
  const bar = '█'.repeat(full) + '░'.repeat(width - full);
  return [`${title} ${bar}`, percent, ...parts]
    .join('  ')
    .slice(0, Math.max(0, columns - 1))
    .trimEnd();
}
