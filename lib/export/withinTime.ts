/** Waits for work, at most so many milliseconds. Throws where that was not enough; the work itself goes on. */
export async function withinTime(work: Promise<void>, timeoutMs: number | undefined, what: string): Promise<void> {
  if (timeoutMs === undefined) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} took longer than ${timeoutMs} ms and is not finished.`)),
      timeoutMs,
    );
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
