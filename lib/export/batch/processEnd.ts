import { isMainThread } from 'node:worker_threads';
import { atExit } from '../atExit.js';

/** Who has something to bring away before the process ends. */
export interface Departing {
  /** Whether there is something, and it is worth a try. */
  readonly hasCargo: boolean;
  /** Whether a signal that would end the process has to wait for it. */
  readonly heedsSignals: boolean;
  /** Brings it away. Keeps the process alive meanwhile, and ends within a time of its own. Never rejects. */
  leave(): Promise<void>;
  /** The process exits, and the event loop does not turn any more: brings away what is there, and tidies up. */
  leaveAtOnce(): void;
}

const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const departing = new Set<Departing>();
let isLeaving = false;
let cancelAtExit: (() => void) | undefined;

function onIdle(): void {
  for (const one of departing) if (one.hasCargo) void one.leave();
}

/**
 * `signal-exit`, which half of all command line tools hold, ends the process only where it finds no listener but its own,
 * and we end it only where we find none but ours: counted as somebody else's, it and we would wait for each other for ever.
 */
function polite(): number {
  const emitters = [
    (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')],
    (process as unknown as Record<string, unknown>)['__signal_exit_emitter__'],
  ];
  return emitters.reduce<number>((sum, emitter) => sum + Number((Object(emitter) as { count?: number }).count ?? 0), 0);
}

/** Lets the signal do what it would have done without us. */
function raise(signal: NodeJS.Signals): void {
  for (const one of signals) process.removeListener(one, onSignal);
  process.kill(process.pid, signal);
}

/**
 * A program with a handler of its own decides itself what the signal means: it exits, and is served then, or goes on.
 * Without one the signal would have ended it: that happens when everything is away, or at the second signal.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) - 1 > polite()) return;
  if (isLeaving) return raise(signal);
  isLeaving = true;
  const cargo = [...departing].filter((one) => one.hasCargo && one.heedsSignals);
  void Promise.all(cargo.map((one) => one.leave())).then(() => raise(signal));
}

function listen(): void {
  process.on('beforeExit', onIdle);
  cancelAtExit = atExit(() => {
    for (const one of departing) one.leaveAtOnce();
  });
  // A worker thread is sent no signals.
  // First in line, because a listener for one time is gone when the next is called, and would not be counted.
  if (isMainThread) for (const signal of signals) process.prependListener(signal, onSignal);
}

function unlisten(): void {
  process.removeListener('beforeExit', onIdle);
  for (const signal of signals) process.removeListener(signal, onSignal);
  cancelAtExit?.();
}

/** Has what somebody holds brought away when the process ends, in whatever way but `kill -9`. Returns what takes it back. */
export function beforeProcessEnds(one: Departing): () => void {
  if (departing.size === 0) listen();
  departing.add(one);
  return () => {
    if (departing.delete(one) && departing.size === 0) unlisten();
  };
}
