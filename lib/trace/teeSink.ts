import type { EndStatus } from '../run/run.js';
import { Droppable, noLongerDropped } from './abandonment.js';
import type { DroppableSink, StreamSink } from './streamSink.js';

/** Both branches of a tee see the same chunks: what one of them has told already is not told again. */
export class TeeSink {
  readonly sink: StreamSink;
  told = 0;
  open = 0;

  constructor(sink: StreamSink) {
    this.sink = sink;
  }

  branch(): DroppableSink {
    this.open += 1;
    return new BranchSink(this);
  }
}

class BranchSink extends Droppable implements StreamSink {
  readonly #tee: TeeSink;
  #seen = 0;
  #isOver = false;

  constructor(tee: TeeSink) {
    super();
    this.#tee = tee;
  }

  chunk(value: unknown): void {
    this.#seen += 1;
    if (this.#seen <= this.#tee.told) return;
    this.#tee.told = this.#seen;
    this.#tee.sink.chunk(value);
  }

  done(returned: unknown): void {
    this.#end();
    this.#tee.sink.done(returned);
  }

  failed(error: unknown): void {
    this.#end();
    this.#tee.sink.failed(error);
  }

  override stopped(status: EndStatus): void {
    this.#end();
    if (this.#tee.open === 0) this.#tee.sink.stopped(status);
  }

  #end(): void {
    noLongerDropped(this);
    if (!this.#isOver) this.#tee.open -= 1;
    this.#isOver = true;
  }
}
