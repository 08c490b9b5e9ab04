import { twin, type Twin } from '../helpers/twin.js';
import { loggedStream } from './loggedStream.js';

/** Promises of what is taken out piece by piece. */
export const twins: readonly Twin[] = [
  twin('a promise of a generator, sync and async', async (observer, traced) => {
    function* sync(): Generator<number, string> {
      try {
        yield 1;
        yield 2;
      } finally {
        observer.note('sync finally');
      }
      return 'returned';
    }
    async function* async(): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        observer.note('async finally');
      }
    }
    class Service {
      @traced async sync(): Promise<Generator<number, string>> {
        return sync();
      }
      @traced later(): Promise<AsyncGenerator<number>> {
        return Promise.resolve().then(() => async());
      }
    }
    const service = new Service();
    observer.countTicks();
    const generator = await service.sync();
    observer.note('kind', Object.prototype.toString.call(generator), generator instanceof sync);
    observer.note('steps', generator.next(), generator.return('early'), generator.next());
    observer.note('all', [...(await service.sync())]);
    for await (const value of await service.later()) observer.note('got', value);
    for await (const value of await service.later()) {
      observer.note('got', value);
      break;
    }
  }),

  twin('a promise of an iterator, an iterable and an async iterable', async (observer, traced) => {
    class Service {
      @traced async iterator(): Promise<IterableIterator<number>> {
        return [1, 2].values();
      }
      @traced async iterable(): Promise<Iterable<number> & { extra: string }> {
        return {
          extra: 'own',
          *[Symbol.iterator]() {
            yield 1;
          },
        };
      }
      @traced async asyncIterable(): Promise<AsyncIterable<number> & { extra: string }> {
        return {
          extra: 'own',
          async *[Symbol.asyncIterator]() {
            yield 1;
          },
        };
      }
    }
    const service = new Service();
    observer.countTicks();
    observer.note('iterator', [...(await service.iterator())]);
    const iterable = await service.iterable();
    observer.note('iterable', [...iterable], [...iterable], iterable.extra, Object.keys(iterable));
    const asyncIterable = await service.asyncIterable();
    for await (const value of asyncIterable) observer.note('got', value, asyncIterable.extra);
    for await (const value of asyncIterable) observer.note('again', value);
  }),

  twin('a promise of a web stream', async (observer, traced) => {
    class Service {
      @traced async stream(): Promise<ReadableStream<number>> {
        return loggedStream(observer, { chunks: 2 });
      }
      @traced later(): Promise<ReadableStream<number>> {
        return new Promise((resolve) => setImmediate(() => resolve(loggedStream(observer, { chunks: 2 }))));
      }
    }
    const service = new Service();
    for await (const value of await service.stream()) observer.note('got', value);
    const stream = await service.later();
    observer.note('stream', stream instanceof ReadableStream, stream.locked);
    const reader = stream.getReader();
    await observer.settled('read', reader.read());
    await observer.settled('cancel', reader.cancel('enough'));
    await observer.settled('dropped', service.stream());
  }),

  twin(
    'an async generator and a stream behind a thenable, and behind a promise used twice',
    async (observer, traced) => {
      class Service {
        @traced thenable(): PromiseLike<AsyncGenerator<number>> {
          const generator = this.numbers();
          return { then: (resolve) => Promise.resolve(generator).then(resolve) };
        }
        @traced async *numbers(): AsyncGenerator<number> {
          yield 1;
          yield 2;
        }
        @traced async shared(): Promise<AsyncGenerator<number>> {
          return this.numbers();
        }
      }
      const service = new Service();
      for await (const value of await service.thenable()) observer.note('thenable', value);
      const promise = service.shared();
      const [first, second] = await Promise.all([promise, promise]);
      observer.note('same', first === second);
      await observer.settled('first', first.next());
      for await (const value of second) observer.note('the rest', value);
    },
  ),

  twin('a promise of a promise-like value in an object', async (observer, traced) => {
    class Service {
      @traced async bundle(): Promise<{ stream: ReadableStream<number>; text: Promise<string> }> {
        return { stream: loggedStream(observer, { chunks: 1 }), text: Promise.resolve('text') };
      }
    }
    const { stream, text } = await new Service().bundle();
    await observer.settled('text', text);
    for await (const value of stream) observer.note('got', value);
    observer.note(
      'untouched',
      Reflect.ownKeys(stream).every((key) => typeof key === 'symbol'),
    );
  }),
];
