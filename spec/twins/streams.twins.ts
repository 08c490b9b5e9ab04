import { twin, type Twin } from '../helpers/twin.js';
import { loggedBytes, loggedStream, type LoggedStreamOptions } from './loggedStream.js';

/** Web streams, read in every way. */
export const twins: readonly Twin[] = [
  twin('the stream object', async (observer, traced) => {
    class Service {
      readonly kept = loggedStream(observer);

      @traced fresh(): ReadableStream<number> {
        return loggedStream(observer);
      }
      @traced same(): ReadableStream<number> {
        return this.kept;
      }
    }
    const service = new Service();
    const stream = service.fresh();
    await observer.idle();
    observer.note('class', stream instanceof ReadableStream, stream.constructor === ReadableStream, stream.locked);
    observer.note('kind', Object.prototype.toString.call(stream), Object.keys(stream), JSON.stringify(stream));
    observer.note('prototype', Object.getPrototypeOf(stream) === ReadableStream.prototype);
    for (const name of ['getReader', 'cancel', 'tee', 'pipeTo', 'pipeThrough', 'values'] as const) {
      observer.note(name, stream[name].name, stream[name].length);
    }
    observer.note('iterates', stream[Symbol.asyncIterator].name, Symbol.iterator in stream);
    observer.note('same', service.same() === service.kept, service.same() === service.same());
  }),

  twin('a reader: values, back-pressure, closed, locked, release', async (observer, traced) => {
    class Service {
      @traced stream(options: LoggedStreamOptions): ReadableStream<number> {
        return loggedStream(observer, options);
      }
    }
    const service = new Service();
    for (const highWaterMark of [0, 2]) {
      const stream = service.stream({ chunks: 3, highWaterMark });
      await observer.idle();
      observer.countTicks();
      const reader = stream.getReader();
      observer.note('locked', stream.locked, reader instanceof ReadableStreamDefaultReader);
      void reader.closed.then(() => observer.note('closed'));
      const first = reader.read();
      observer.note('promise', first instanceof Promise, Promise.resolve(first) === first);
      await observer.settled('first', first);
      reader.releaseLock();
      observer.note('released', stream.locked);
      await observer.settled(
        'after release',
        reader.read().catch((error: unknown) => (error as Error).name),
      );
      const other = stream.getReader();
      observer.note('both', await Promise.all([other.read(), other.read(), other.read(), other.read()]));
      await observer.settled('closed', other.closed);
    }
  }),

  twin('for await, with break, throw and preventCancel', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer);
      }
    }
    const service = new Service();
    observer.countTicks();
    for await (const value of service.stream()) observer.note('got', value);
    for await (const value of service.stream()) {
      observer.note('got', value);
      if (value === 1) break;
    }
    const failed = service.stream();
    await observer.settled(
      'loop',
      (async () => {
        for await (const value of failed) throw new Error(`at ${value}`);
      })(),
    );
    const kept = service.stream();
    for await (const value of kept.values({ preventCancel: true })) {
      observer.note('kept', value);
      break;
    }
    observer.note('locked', kept.locked);
    for await (const value of kept) observer.note('the rest', value);
    const iterator = service.stream()[Symbol.asyncIterator]();
    observer.note('queued', await Promise.all([iterator.next(), iterator.next(), iterator.return?.('early' as never)]));
    await observer.settled('after', iterator.next());
  }),

  twin('cancel: by the stream, by the reader, when locked, and twice', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer, { highWaterMark: 1 });
      }
    }
    const service = new Service();
    const reason = new Error('not needed');
    const stream = service.stream();
    await observer.settled('cancelled', stream.cancel(reason));
    await observer.settled('again', stream.cancel('again'));
    await observer.settled('read', stream.getReader().read());
    const locked = service.stream();
    const reader = locked.getReader();
    await observer.settled(
      'locked',
      locked.cancel().catch((error: unknown) => (error as Error).name),
    );
    await reader.read();
    const pending = reader.read();
    await observer.settled('by the reader', reader.cancel('reason'));
    await observer.settled('pending', pending);
    await observer.settled('closed', reader.closed);
  }),

  twin('errors: of the source, of the controller, handled and not', async (observer, traced) => {
    const error = new Error('the source failed');
    class Service {
      @traced failing(failAt: number): ReadableStream<number> {
        return loggedStream(observer, { failAt });
      }
      @traced errored(): ReadableStream<number> {
        return new ReadableStream<number>({ start: (controller) => controller.error(error) });
      }
      @traced failsToStart(): ReadableStream<number> {
        return new ReadableStream<number>({
          start: () => {
            throw error;
          },
        });
      }
    }
    const service = new Service();
    observer.call('start', () => service.failsToStart());
    const reader = service.errored().getReader();
    observer.note('same', (await observer.settled('read', reader.read())) === error);
    observer.note('closed', (await observer.settled('closed', reader.closed)) === error);
    for (const failAt of [0, 2]) {
      await observer.settled(
        'loop',
        (async () => {
          for await (const value of service.failing(failAt)) observer.note('got', value);
        })(),
      );
    }
    const dropped = service.failing(1).getReader();
    dropped.closed.catch(() => undefined);
    await dropped.read();
    void dropped.read();
    await observer.idle();
    service.errored();
    await observer.idle();
  }),

  twin('tee: both branches, at their own pace', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer, { chunks: 3 });
      }
    }
    const service = new Service();
    const stream = service.stream();
    const [left, right] = stream.tee();
    observer.note('branches', stream.locked, left instanceof ReadableStream, left.locked, left === right);
    for await (const value of left) observer.note('left', value);
    for await (const value of right) observer.note('right', value);
    const [first, second] = service.stream().tee();
    const readers = [first.getReader(), second.getReader()] as const;
    observer.note('first', await readers[0].read(), await readers[1].read());
    const cancelled = observer.settled('first cancelled', readers[0].cancel('one'));
    observer.note('second goes on', await readers[1].read());
    await observer.settled('second cancelled', readers[1].cancel('two'));
    await cancelled;
  }),

  twin('byte streams, with buffers of the reader and without', async (observer, traced) => {
    class Service {
      @traced bytes(): ReadableStream<Uint8Array> {
        return loggedBytes(observer);
      }
    }
    const service = new Service();
    const reader = service.bytes().getReader({ mode: 'byob' });
    observer.note('class', reader instanceof ReadableStreamBYOBReader);
    for (let index = 0; index < 4; index++) {
      const { value, done } = await reader.read(new Uint8Array(4));
      observer.note('read', done, value instanceof Uint8Array ? [...value] : value, value?.buffer.byteLength);
    }
    for await (const value of service.bytes()) observer.note('got', [...value]);
    observer.note(
      'text',
      await new Response(service.bytes()).arrayBuffer().then((buffer) => [...new Uint8Array(buffer)]),
    );
    observer.call('wrong mode', () => {
      try {
        return service.bytes().getReader({ mode: 'wrong' as never });
      } catch (error) {
        return (error as Error).constructor.name;
      }
    });
  }),

  twin('readers and responses made around the stream', async (observer, traced) => {
    class Service {
      @traced stream(): ReadableStream<number> {
        return loggedStream(observer, { chunks: 2 });
      }
      @traced text(): ReadableStream<Uint8Array> {
        return new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"a":1}'));
            controller.close();
          },
        });
      }
    }
    const service = new Service();
    const reader = new ReadableStreamDefaultReader(service.stream());
    observer.note('made', await reader.read(), await reader.read(), await reader.read());
    observer.note('json', Object.keys((await new Response(service.text()).json()) as object));
    const response = new Response(service.text());
    observer.note('text', await response.text(), response.bodyUsed);
    observer.note('borrowed', ReadableStream.prototype.getReader.call(service.stream()).constructor.name);
  }),
];
