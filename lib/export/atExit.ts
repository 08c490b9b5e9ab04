const works = new Set<() => void>();
let isExiting = false;

function workAll(): void {
  isExiting = true;
  for (const work of works) work();
}

/**
 * Has something done, synchronously, when the process exits. Returns what takes it back.
 *
 * One listener for all: Node warns of a leak where a process has more than ten.
 */
export function atExit(work: () => void): () => void {
  if (works.size === 0) process.on('exit', workAll);
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) process.removeListener('exit', workAll);
  };
}

/** Whether nothing that is put off will be done any more. */
export function exiting(): boolean {
  return isExiting;
}
