import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Run } from './run.js';
import type { RunObserver } from './runObserver.js';

function failed(observer: RunObserver, method: string, cause: unknown): void {
  reportOnce(observer, {
    code: `exporter-failed-${method}`,
    message: `${method} of the exporter ${observer.constructor.name} threw. The traced program is not affected; runs may be missing in what was exported.`,
    cause,
  });
}

export function notifyStart(observer: RunObserver | undefined, run: Run): void {
  if (observer?.onStart === undefined) return;
  try {
    observer.onStart(run);
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
