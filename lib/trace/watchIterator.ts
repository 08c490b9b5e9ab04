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

/** Tells a sink what a step gave. */
export function settledBy(sink: StreamSink | undefined, method: StepMethod): Settled {
  if (sink === undefined) return { fulfilled: () => undefined, rejected: () => undefined };
  return {
    fulfilled(result) {
      if (typeof result !== 'object' || result === null) return;
      const { done, value } = result as { done?: unknown; value?: unknown };
      if (done !== true) sink.chunk(value);
      else if (method === 'return') sink.stopped('cancelled');
      else sink.done(value);
    },
    rejected: (error) => sink.failed(error),
  };
}

function isAwaitable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function watchStep(watch: IteratorWatch, method: StepMethod, original: AnyMethod): AnyMethod {
  const { pin, sink } = watch;
  const settled = settledBy(sink, method);
  let running = false;
  const { [method]: step } = {
    [method](this: unknown, ...args: unknown[]): unknown {
      // A body that asks itself for its next value gets a TypeError and goes on: that is no end of the run.
      if (running) return Reflect.apply(original, this, args);
      running = true;
      let result: unknown;
      try {
        result = pin.resume(original, this, args);
      } catch (error) {
        sink?.failed(error);
        throw error;
      } finally {
        running = false;
      }
      if (!isAwaitable(result)) settled.fulfilled(result);
      else if (sink !== undefined) watchAwaitable(result, settled);
      return result;
    },
  } as Record<StepMethod, AnyMethod>;
  return step;
}

/**
 * Follows an iterator in place: the same object, with `next`, `return` and `throw` that run the body in its own frame and
 * tell what came of it. Values, the return value, thrown errors, arguments and laziness pass through untouched, whether a
 * loop asks or somebody calls `next()` by hand. Throws where the iterator is frozen.
 */
export function watchIterator(iterator: object, watch: IteratorWatch): void {
  if (isAsyncGenerator(iterator))
    return watchAsyncGenerator(iterator, watch.pin, (method) => settledBy(watch.sink, method));
  for (const method of ['next', 'return', 'throw'] as const) {
    override(iterator, method, (original) => watchStep(watch, method, original));
  }
}

function isAsyncGenerator(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object AsyncGenerator]';
}
