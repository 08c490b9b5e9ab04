import type { GeneratorPin } from '../zone/generatorPin.js';
import type { Zone } from '../zone/zone.js';
import type { StreamSink } from './chunkLog.js';
import { override, type AnyMethod } from './override.js';
import { watchAwaitable, watchNewPromise, type Settled } from './watchPromise.js';

type StepMethod = 'next' | 'return' | 'throw';

function readResult(sink: StreamSink, method: StepMethod, result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  const { done, value } = result as { done?: unknown; value?: unknown };
  if (done !== true) sink.chunk(value);
  else if (method === 'return') sink.stopped('cancelled');
  else sink.done(value);
}

function isAwaitable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype && 'then' in value
  );
}

/** What is watched about one iterator. */
export interface IteratorWatch {
  readonly pin: GeneratorPin;
  /** Absent where the iterator only has to stay in its zone. */
  readonly sink?: StreamSink | undefined;
  /** A native async generator: its `next()` gives a new promise every time. */
  readonly isAsyncGenerator: boolean;
}

/**
 * Follows an iterator in place: the same object, with `next`, `return` and `throw` that run the body in its own frame and
 * tell what came of it. Values, the return value, thrown errors, arguments and laziness pass through untouched, whether a
 * loop asks or somebody calls `next()` by hand. Throws where the iterator is frozen.
 */
export function watchIterator(iterator: object, watch: IteratorWatch): void {
  const { pin, sink } = watch;
  let running = false;
  const step =
    (method: StepMethod) =>
    (original: AnyMethod): AnyMethod => {
      const settled = sink === undefined ? undefined : settledBy(sink, method);
      const call = function (this: unknown, ...args: unknown[]): unknown {
        // A body that asks itself for its next value gets a TypeError, and goes on: that is no end of the run.
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
        if (settled === undefined) return carried(watch, result, pin.frame);
        return follow(watch, settled, result, pin.frame);
      };
      return Object.defineProperty(call, 'name', { value: method, configurable: true });
    };
  for (const method of ['next', 'return', 'throw'] as const) override(iterator, method, step(method));
}

function settledBy(sink: StreamSink, method: StepMethod): Settled {
  return {
    fulfilled: (result) => readResult(sink, method, result),
    rejected: (error) => sink.failed(error),
  };
}

function follow(watch: IteratorWatch, settled: Settled, result: unknown, zone: Zone): unknown {
  if (watch.isAsyncGenerator) watchNewPromise(result as Promise<unknown>, settled, zone);
  else if (isAwaitable(result)) watchAwaitable(result, settled);
  else settled.fulfilled(result);
  return result;
}

const unwatched: Settled = { fulfilled: () => undefined, rejected: () => undefined };

function carried(watch: IteratorWatch, result: unknown, zone: Zone): unknown {
  return watch.isAsyncGenerator ? follow(watch, unwatched, result, zone) : result;
}
