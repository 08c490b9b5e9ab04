/** The longest that a timer of Node's can be set to. */
const longest = 2 ** 31 - 1;

function requireTimeout(timeoutMs: unknown): void {
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return;
  throw new TypeError(
    `timeoutMs is ${String(timeoutMs)}. Give a number of milliseconds, or leave it out to wait as long as it takes.`,
  );
}

/**
 * Waits for work, at most so many milliseconds (and `graceMs` for who tells more of it by itself). Throws where that was
 * not enough; the work itself goes on.
 *
 * @throws TypeError where `timeoutMs` is no number of milliseconds.
 */
export async function withinTime(
  work: Promise<void>,
  timeoutMs: number | undefined,
  what: string,
  graceMs = 0,
): Promise<void> {
  if (timeoutMs === undefined) return work;
  // Whatever becomes of it when nobody waits any more.
  work.catch(() => undefined);
  requireTimeout(timeoutMs);
  const wait = Math.min(timeoutMs + graceMs, longest);
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
