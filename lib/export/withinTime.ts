/** The longest that a timer of Node's can be set to. */
const longest = 2 ** 31 - 1;

function requireTimeout(timeoutMs: unknown): number {
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return Math.min(timeoutMs, longest);
  throw new TypeError(
    `timeoutMs is ${String(timeoutMs)}. Give a number of milliseconds, or leave it out to wait as long as it takes.`,
  );
}

/**
 * Waits for work, at most so many milliseconds. Throws where that was not enough; the work itself goes on.
 *
 * @throws TypeError where `timeoutMs` is no number of milliseconds.
 */
export async function withinTime(work: Promise<void>, timeoutMs: number | undefined, what: string): Promise<void> {
  if (timeoutMs === undefined) return work;
  // Whatever becomes of it when nobody waits any more.
  work.catch(() => undefined);
  const wait = requireTimeout(timeoutMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms and is not finished.`)), wait);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
