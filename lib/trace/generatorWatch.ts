import type { GeneratorPin } from '../zone/generatorPin.js';
import { Given } from './given.js';
import { settledBy, type IteratorWatch } from './iteratorWatch.js';
import type { StreamSink } from './streamSink.js';
import type { Settled } from './settled.js';

/** How a native generator is watched: by the call that made it, and by calls that handed it on. */
export class GeneratorWatch implements IteratorWatch {
  readonly pin: GeneratorPin;
  sink: StreamSink | undefined;
  /** Whether `next` was read since it was called last. See `watchAsyncGenerator`. */
  wasRead = false;
  readonly settledByNext: Settled;

  constructor({ pin, sink }: IteratorWatch) {
    this.pin = pin;
    this.sink = sink;
    this.settledByNext = settledBy(this, 'next');
  }

  /** The body keeps the frame of the call that made it; every call is told what it gives. */
  add(sink: StreamSink): void {
    this.sink = this.sink === undefined ? sink : new BothSinks(this.sink, sink);
  }
}

class BothSinks implements StreamSink {
  readonly #inner: StreamSink;
  readonly #outer: StreamSink;

  constructor(inner: StreamSink, outer: StreamSink) {
    this.#inner = inner;
    this.#outer = outer;
  }

  chunk(value: unknown): void {
    this.#inner.chunk(value);
    this.#outer.chunk(value);
  }

  done(returned: unknown): void {
    this.#inner.done(returned);
    this.#outer.done(returned);
  }

  failed(error: unknown): void {
    this.#inner.failed(error);
    this.#outer.failed(error);
  }

  stopped(status: 'cancelled'): void {
    this.#inner.stopped(status);
    this.#outer.stopped(status);
  }
}

class WatchedGenerator extends Given {
  #watch: GeneratorWatch;

  constructor(generator: object, watch: GeneratorWatch) {
    super(generator);
    this.#watch = watch;
  }

  static watchOf(object: unknown): GeneratorWatch | undefined {
    return typeof object === 'object' && object !== null && #watch in object ? object.#watch : undefined;
  }
}

/** The watch of a generator; `undefined` for anything else, also for what a method was borrowed for. */
export function watchOf(object: unknown): GeneratorWatch | undefined {
  return WatchedGenerator.watchOf(object);
}

/** Watches a generator, with methods of ours over its own; one that is watched already is told to one more. */
export function setWatch(generator: object, watch: IteratorWatch, methods: PropertyDescriptorMap): void {
  const existing = watchOf(generator);
  if (existing === undefined) {
    Object.defineProperties(generator, methods);
    new WatchedGenerator(generator, new GeneratorWatch(watch));
  } else if (watch.sink !== undefined) existing.add(watch.sink);
}
