import { reportOnce } from '../diagnostics/diagnostic.js';

/** The value of a hook that failed. */
export const hookFailed: unique symbol = Symbol('hook failed');

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Throws where a hook gave a promise: nobody could wait for it without delaying the traced call. */
export function requireNoPromise(hook: string, result: unknown): void {
  if (!isThenable(result)) return;
  result.then(undefined, () => undefined);
  throw new TypeError(`${hook} returned a promise; hooks are synchronous.`);
}

/**
 * Calls a hook of the program's. What it throws is reported, the first time for these options, and becomes
 * {@link hookFailed}; a promise counts as a failure, too.
 */
export function runHook<Result>(
  owner: object,
  hook: string,
  member: string,
  call: () => Result,
): Result | typeof hookFailed {
  try {
    const result = call();
    requireNoPromise(hook, result);
    return result;
  } catch (cause) {
    reportOnce(owner, {
      code: `hook-failed-${hook}`,
      message: `The hook ${hook} of ${member} failed. The traced call is not affected; what the hook should have recorded is missing from the run.`,
      cause,
    });
    return hookFailed;
  }
}
