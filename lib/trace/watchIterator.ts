import type { GeneratorPin } from '../zone/generatorPin.js';
import type { StreamSink } from './chunkLog.js';
import { override, type AnyMethod } from './override.js';
import { watchAsyncGenerator } from './watchAsyncGenerator.js';
import { watchAwaitable, type Settled } from './watchPromise.js';

/** How the body of an iterator is resumed. */
export type StepMethod = 'next' | 'return' | 'throw';

/** What is watched about one iterator. */
export interface IteratorWatch {
  readonly pin: GeneratorPin;
  /** Absent where the iterator only has to stay in its zone. */
  readonly sink?: StreamSink | undefined;
}

/** Tells the pin and the sink what a step gave. */
export function settledBy({ pin, sink }: IteratorWatch, method: StepMethod): Settled {
  return {
    fulfilled(result) {
      pin.stepEnded();
      if (sink !== undefined) tellResult(sink, method, result);
    },
    rejected(error) {
      pin.stepEnded();
      sink?.failed(error);
    },
  };
}

function tellResult(sink: StreamSink, method: StepMethod, result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  let done = false;
  let value: unknown;
  try {
    ({ done = false, value } = result as { done?: boolean; value?: unknown });
  } catch {
    value = '[not readable]'; // Getters that throw are for the consumer to see, and not for us to cause.
  }
  if (done !== true) sink.chunk(value);
  else if (method === 'return') sink.stopped('cancelled');
  else sink.done(value);
}

function isAwaitable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function watchStep(watch: IteratorWatch, method: StepMethod, original: AnyMethod): AnyMethod {
  const { pin } = watch;
  const settled = settledBy(watch, method);
  let running = false;
  return function step(this: unknown, ...args: unknown[]): unknown {
    // A body that asks itself for its next value gets a TypeError and goes on: that is no end of the run.
    if (running) return Reflect.apply(original, this, args);
    running = true;
    let result: unknown;
    try {
      result = pin.resume(original, this, args);
    } catch (error) {
      settled.rejected(error);
      throw error;
    } finally {
      running = false;
    }
    if (!isAwaitable(result) || !watchAwaitable(result, settled)) settled.fulfilled(result);
    return result;
  };
}

/**
 * Follows an iterator in place: the same object, with `next`, `return` and `throw` that run the body in its own frame and
 * tell what came of it. Values, the return value, thrown errors, arguments and laziness pass through untouched, whether a
 * loop asks or somebody calls `next()` by hand. Throws where the iterator is frozen.
 */
export function watchIterator(iterator: object, watch: IteratorWatch): void {
  if (isAsyncGenerator(iterator)) {
    return watchAsyncGenerator(iterator, watch.pin, (method) => settledBy(watch, method));
  }
  for (const method of ['next', 'return', 'throw'] as const) {
    override(iterator, method, (original) => watchStep(watch, method, original));
  }
}

function isAsyncGenerator(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object AsyncGenerator]';
}
