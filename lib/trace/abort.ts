import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';

interface Stoppable {
  stopped(status: EndStatus): void;
}

/** Who waits for one signal: one listener for all, as nested calls share their signal and Node warns of the eleventh. */
class Waiting {
  readonly #signal: AbortSignal;
  readonly #callbacks = new Set<() => void>();
  readonly #listener = (): void => {
    noteReason(this.#signal);
    this.#stop();
    for (const callback of this.#callbacks) callback();
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    waiting.set(signal, this);
    signal.addEventListener('abort', this.#listener, { once: true });
  }

  add(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => {
      this.#callbacks.delete(callback);
      if (this.#callbacks.size === 0) this.#stop();
    };
  }

  #stop(): void {
    this.#signal.removeEventListener('abort', this.#listener);
    if (waiting.get(this.#signal) === this) waiting.delete(this.#signal);
  }
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/** What calls were aborted with: whoever sees it thrown, and not the signal, can tell it from an error. */
const reasons = new WeakSet<object>();

function noteReason(signal: AbortSignal): void {
  const reason: unknown = signal.reason;
  if (typeof reason === 'object' && reason !== null) reasons.add(reason);
}

export function isAbortReason(error: unknown): boolean {
  return typeof error === 'object' && error !== null && reasons.has(error);
}

/** Calls back when the signal aborts, or now where it has. Returns how to stop waiting: a signal may outlive everything. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (!signal.aborted) return (waiting.get(signal) ?? new Waiting(signal)).add(callback);
  noteReason(signal);
  callback();
  return () => undefined;
}

const stopWaiting = new WeakMap<RunTree, () => void>();

/** Ends a run as cancelled as soon as its call is aborted, however long its body goes on. */
export function stopOnAbort(run: RunTree, signal: AbortSignal | undefined, stoppable: Stoppable): void {
  if (signal === undefined || run.endTime !== undefined) return;
  forgetAbort(run); // An async method that gave a stream waits anew, with the stream.
  const stop = onAbort(signal, () => {
    stoppable.stopped('cancelled');
  });
  stopWaiting.set(run, stop);
}

/** The run has ended. */
export function forgetAbort(run: RunTree): void {
  stopWaiting.get(run)?.();
  stopWaiting.delete(run);
}
