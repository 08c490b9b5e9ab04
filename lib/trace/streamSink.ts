import type { EndStatus } from '../run/run.js';
import type { Droppable } from './abandonment.js';

/** Told what came out of a generator or stream, and how it ended. The first end counts. */
export interface StreamSink {
  chunk(value: unknown): void;
  done(returned: unknown): void;
  failed(error: unknown): void;
  stopped(status: EndStatus): void;
}

/** One that hangs on an object which the program may drop. */
export type DroppableSink = StreamSink & Droppable;
