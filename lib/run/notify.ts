import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Run } from './run.js';
import type { RunObserver } from './runObserver.js';

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
    message: `${method} of the exporter ${nameOf(observer)} threw. The traced program is not affected; runs may be missing in what was exported.`,
    cause,
  });
}

export function notifyStart(observer: RunObserver | undefined, run: Run): void {
  if (observer === undefined) return;
  try {
    observer.onStart?.(run);
  } catch (cause) {
    failed(observer, 'onStart', cause);
  }
}

export function notifyEnd(observer: RunObserver | undefined, run: Run): void {
  if (observer === undefined) return;
  try {
    observer.onEnd(run);
  } catch (cause) {
    failed(observer, 'onEnd', cause);
  }
}
