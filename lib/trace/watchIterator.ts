import { settledBy, stepThrew, type IteratorWatch, type StepMethod } from './iteratorWatch.js';
import { override, type AnyMethod } from './override.js';
import { isAsyncGenerator, watchAsyncGenerator } from './watchAsyncGenerator.js';
import { isGenerator, watchGenerator } from './watchGenerator.js';
import { watchAwaitable } from './watchPromise.js';

/**
 * Follows an iterator in place: the same object, with `next`, `return` and `throw` that run the body in its own frame and
 * tell what came of it. Values, the return value, thrown errors, arguments and laziness pass through untouched, whether a
 * loop asks or somebody calls `next()` by hand. Throws where the iterator is frozen.
 */
export function watchIterator(iterator: object, watch: IteratorWatch): void {
  if (isGenerator(iterator)) watchGenerator(iterator, watch);
  else if (isAsyncGenerator(iterator)) watchAsyncGenerator(iterator, watch);
  else {
    for (const method of ['next', 'return', 'throw'] as const) {
      override(iterator, method, (original) => watchStep(watch, method, original));
    }
  }
}

function isAwaitable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** A step of an iterator that somebody wrote by hand: its result may be there, or be promised. */
function watchStep(watch: IteratorWatch, method: StepMethod, original: AnyMethod): AnyMethod {
  const settled = settledBy(watch, method);
  let isRunning = false;
  return function step(this: unknown, ...args: unknown[]): unknown {
    // One that asks itself for its next value answers inside the step that is going on.
    if (isRunning) return Reflect.apply(original, this, args);
    isRunning = true;
    let result: unknown;
    try {
      result = watch.pin.resume(original, this, args);
    } catch (error) {
      stepThrew(watch, error);
      throw error;
    } finally {
      isRunning = false;
    }
    if (!isAwaitable(result) || !watchAwaitable(result, settled)) settled.fulfilled(result);
    return result;
  };
}
