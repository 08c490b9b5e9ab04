import type { GeneratorPin } from '../zone/generatorPin.js';
import type { StreamSink } from './streamSink.js';
import type { Settled } from './settled.js';

/** How the body of an iterator is resumed. */
export type StepMethod = 'next' | 'return' | 'throw';

/** What is watched about one iterator. */
export interface IteratorWatch {
  readonly pin: GeneratorPin;
  /** Absent where the iterator only has to stay in its zone. */
  readonly sink?: StreamSink | undefined;
}

/** A step has given its result. */
export function stepGave({ pin, sink }: IteratorWatch, method: StepMethod, result: unknown): void {
  pin.stepEnded();
  if (sink === undefined || typeof result !== 'object' || result === null) return;
  let done: boolean | undefined;
  let value: unknown;
  try {
    ({ done, value } = result as { done?: boolean; value?: unknown });
  } catch {
    value = '[not readable]'; // Getters that throw are for the consumer to see, and not for us to cause.
  }
  if (done !== true) sink.chunk(value);
  else if (method === 'return') sink.stopped('cancelled');
  else sink.done(value);
}

/** A step has thrown, or its promise was rejected. */
export function stepThrew({ pin, sink }: IteratorWatch, error: unknown): void {
  pin.stepEnded();
  sink?.failed(error);
}

/** Both, for the promise of a step. */
export function settledBy(watch: IteratorWatch, method: StepMethod): Settled {
  return {
    fulfilled: (result) => stepGave(watch, method, result),
    rejected: (error) => stepThrew(watch, error),
  };
}
