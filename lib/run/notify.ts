import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Run } from './run.js';
import type { RunObserver } from './runObserver.js';
import { callSilently } from './silently.js';

/** An object without a prototype has no constructor to ask, and asking a proxy may throw. */
function nameOf(observer: RunObserver): string {
  try {
    const { constructor } = observer as { constructor?: { name?: unknown } };
    return typeof constructor?.name === 'string' ? constructor.name : 'Object';
  } catch {
    return 'Object';
  }
}

function failed(observer: RunObserver, method: string, cause: unknown): void {
  reportOnce(observer, {
    code: `exporter-failed-${method}`,
    message: `${method} of the exporter ${nameOf(observer)} failed. The traced program is not affected; runs may be missing in what was exported.`,
    cause,
  });
}

/**
 * What an `async onEnd` rejects with would end the traced program as an unhandled rejection. TypeScript takes an async
 * method for one that returns nothing, so that such exporters get here.
 */
function guardLate(observer: RunObserver, method: string, result: unknown): void {
  const { then } = Object(result) as { then?: unknown };
  if (typeof then === 'function') then.call(result, undefined, (cause: unknown) => failed(observer, method, cause));
}

type Told = ((run: Run) => void) | undefined;

/** `told` is read by its name by each caller: one read for both by a variable name is several times as dear. */
function notify(observer: RunObserver, method: string, told: Told, run: Run): void {
  if (told === undefined) return;
  const result: unknown = observer.isPassive === true ? told.call(observer, run) : callSilently(told, observer, [run]);
  if (result !== undefined) guardLate(observer, method, result);
}

export function notifyStart(observer: RunObserver, run: Run): void {
  try {
    notify(observer, 'onStart', observer.onStart, run);
  } catch (cause) {
    failed(observer, 'onStart', cause);
  }
}

/** @returns whether somebody wants to see the chunks. */
export function notifyStream(observer: RunObserver, run: Run, chunks: readonly unknown[]): boolean {
  try {
    const { onStream } = observer;
    if (onStream === undefined) return false;
    if (observer.isPassive === true) return onStream.call(observer, run, chunks);
    return callSilently(onStream, observer, [run, chunks]);
  } catch (cause) {
    failed(observer, 'onStream', cause);
    return false;
  }
}

export function notifyEnd(observer: RunObserver, run: Run): void {
  try {
    notify(observer, 'onEnd', observer.onEnd, run);
  } catch (cause) {
    failed(observer, 'onEnd', cause);
  }
}
