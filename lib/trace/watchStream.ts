import { GeneratorPin } from '../zone/generatorPin.js';
import { carrier, type Zone } from '../zone/zone.js';
import { endWhenDropped, noLongerDropped } from './abandonment.js';
import { override, type AnyMethod } from './override.js';
import type { DroppableSink, StreamSink } from './streamSink.js';
import { TeeSink } from './teeSink.js';
import { watchIterator } from './watchIterator.js';
import { watchAwaitable } from './watchPromise.js';

/** Reads and cancellations through a reader, told to the sink. Back-pressure stays the reader's: nothing is read ahead. */
function watchReader(reader: object, isHolder: () => boolean, zone: Zone, sink: StreamSink | undefined): void {
  override(reader, 'read', (original) => {
    return function read(this: unknown, ...args: unknown[]): unknown {
      const promise = carrier.run(zone.twin(), original, this, args) as Promise<{ done: boolean; value: unknown }>;
      watchAwaitable(promise, {
        fulfilled(result) {
          const { done, value } = result as { done: boolean; value: unknown };
          if (done) sink?.done(undefined);
          else sink?.chunk(value);
        },
        rejected: (error) => sink?.failed(error),
      });
      return promise;
    };
  });
  override(reader, 'cancel', (original) => cancelling(original, isHolder, zone, sink));
}

/** `isAllowed`: who does not hold the lock gets an error from `cancel`, and the stream goes on. */
function cancelling(
  original: AnyMethod,
  isAllowed: () => boolean,
  zone: Zone,
  sink: StreamSink | undefined,
): AnyMethod {
  return function cancel(this: unknown, ...args: unknown[]): unknown {
    const isCancelled = isAllowed();
    try {
      return carrier.run(zone.twin(), original, this, args);
    } finally {
      if (isCancelled) sink?.stopped('cancelled');
    }
  };
}

/** The options of `values()` may say that leaving the loop is no cancellation. */
function keepsStream([options]: readonly unknown[]): boolean {
  return (
    typeof options === 'object' && options !== null && 'preventCancel' in options && options.preventCancel === true
  );
}

/** The sink of an iteration after which the stream goes on. */
function withoutStop(sink: StreamSink): StreamSink {
  return {
    chunk: (value) => sink.chunk(value),
    done: (returned) => sink.done(returned),
    failed: (error) => sink.failed(error),
    stopped: () => undefined,
  };
}

/**
 * `pipeTo` and `pipeThrough` read through a reader of the engine's own. They get a stream that pulls from ours one chunk
 * at a time, only when the destination asks: its queue holds none, so back-pressure reaches the source as it was.
 */
function piped(stream: ReadableStream): { source: ReadableStream; release: () => void } {
  const reader = stream.getReader();
  const source = new ReadableStream(
    {
      async pull(controller) {
        try {
          const result = await reader.read();
          if (!result.done) return controller.enqueue(result.value as unknown);
        } catch (error) {
          reader.releaseLock();
          throw error;
        }
        reader.releaseLock();
        controller.close();
      },
      async cancel(reason) {
        const cancelled = reader.cancel(reason);
        reader.releaseLock();
        await cancelled;
      },
    },
    { highWaterMark: 0 },
  );
  return { source, release: () => reader.releaseLock() };
}

/**
 * Follows a web stream in place: the same object, with its back-pressure, `locked`, `cancel` and byte mode. Chunks are
 * recorded as the consumer gets them; pulls run in the frame of the method that made the stream.
 *
 * Not seen: a stream that is transferred to a worker. Its run ends as abandoned.
 */
export function watchStream(stream: ReadableStream, zone: Zone, sink: DroppableSink | undefined): void {
  let holder: unknown;
  override(stream, 'getReader', (original) => {
    return function getReader(this: unknown, ...args: unknown[]): unknown {
      const reader = Reflect.apply(original, this, args) as object;
      holder = reader;
      watchReader(reader, () => stream.locked && holder === reader, zone, sink);
      return reader;
    };
  });
  override(stream, 'cancel', (original) => cancelling(original, () => !stream.locked, zone, sink));
  const iterate = (original: AnyMethod): AnyMethod =>
    function values(this: unknown, ...args: unknown[]): unknown {
      const iterator = Reflect.apply(original, this, args) as object;
      watchIterator(iterator, {
        pin: new GeneratorPin(zone),
        sink: sink !== undefined && keepsStream(args) ? withoutStop(sink) : sink,
      });
      return iterator;
    };
  override(stream, 'values', iterate);
  override(stream, Symbol.asyncIterator, iterate);
  override(stream, 'tee', (original) => {
    return function tee(this: unknown): unknown {
      // The branches pull ahead as soon as they are there, and would do so in the frame of whoever asked for them.
      const branches = carrier.run(zone.twin(), original, this, []) as [ReadableStream, ReadableStream];
      if (sink !== undefined) noLongerDropped(sink);
      const tee = sink && new TeeSink(sink);
      for (const branch of branches) {
        const branchSink = tee?.branch();
        watchStream(branch, zone, branchSink);
        if (branchSink !== undefined) endWhenDropped(branch, branchSink);
      }
      return branches;
    };
  });
  watchPipes(stream);
}

function watchPipes(stream: ReadableStream): void {
  override(stream, 'pipeTo', (original) => {
    return async function pipeTo(this: unknown, ...args: unknown[]): Promise<void> {
      if (stream.locked) return Reflect.apply(original, this, args) as Promise<void>; // For its own error.
      const { source, release } = piped(stream);
      try {
        await (Reflect.apply(original, source, args) as Promise<void>);
      } finally {
        release();
      }
    };
  });
  override(stream, 'pipeThrough', (original) => {
    return function pipeThrough(this: unknown, ...args: unknown[]): unknown {
      if (stream.locked) return Reflect.apply(original, this, args);
      const { source, release } = piped(stream);
      try {
        return Reflect.apply(original, source, args);
      } catch (error) {
        release(); // Wrong arguments, a locked writable: the stream is as it was.
        throw error;
      }
    };
  });
}
