import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';

interface Stoppable {
  stopped(status: EndStatus): void;
}

/** How to stop listening, for runs that listen to a signal: it may live as long as the process. */
const listeners = new WeakMap<RunTree, () => void>();

/** Ends a run as cancelled as soon as its call is aborted, however long its body goes on. */
export function stopOnAbort(run: RunTree, signal: AbortSignal | undefined, stoppable: Stoppable): void {
  if (signal === undefined || run.endTime !== undefined) return;
  const stop = (): void => {
    stoppable.stopped('cancelled');
  };
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop, { once: true });
  listeners.set(run, () => {
    signal.removeEventListener('abort', stop);
  });
}

/** The run has ended. */
export function forgetAbort(run: RunTree): void {
  listeners.get(run)?.();
  listeners.delete(run);
}
