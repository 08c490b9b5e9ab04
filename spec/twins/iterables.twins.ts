import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

interface Chunk {
  readonly index: number;
}

/** As the streams of OpenAI's package: a controller, a tee that reads the same source, and a conversion. */
class ModelStream implements AsyncIterable<Chunk> {
  readonly controller = new AbortController();
  readonly #iterator: () => AsyncIterator<Chunk>;

  constructor(iterator: () => AsyncIterator<Chunk>) {
    this.#iterator = iterator;
  }

  static of(count: number, observer: Observer): ModelStream {
    let consumed = false;
    return new ModelStream(async function* () {
      if (consumed) throw new Error('Cannot iterate over a consumed stream, use `.tee()` to split the stream.');
      consumed = true;
      let done = false;
      try {
        for (let index = 0; index < count; index++) {
          await undefined;
          yield { index };
        }
        done = true;
      } finally {
        observer.note('source closed', done);
      }
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    return this.#iterator();
  }

  tee(): [ModelStream, ModelStream] {
    const left: Promise<IteratorResult<Chunk>>[] = [];
    const right: Promise<IteratorResult<Chunk>>[] = [];
    const iterator = this.#iterator();
    const branch = (queue: Promise<IteratorResult<Chunk>>[]): AsyncIterator<Chunk> => ({
      next: () => {
        if (queue.length === 0) {
          const result = iterator.next();
          left.push(result);
          right.push(result);
        }
        return queue.shift() as Promise<IteratorResult<Chunk>>;
      },
    });
    return [new ModelStream(() => branch(left)), new ModelStream(() => branch(right))];
  }

  toReadableStream(): ReadableStream<Chunk> {
    const iterator = this[Symbol.asyncIterator]();
    return new ReadableStream<Chunk>({
      async pull(controller) {
        const { value, done } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await iterator.return?.();
      },
    });
  }
}

/** Iterables that are no generators. */
export const twins: readonly Twin[] = [
  twin('an iterable with properties of its own, iterated more than once', (observer, traced) => {
    class Pages implements Iterable<number> {
      readonly total = 3;
      #reads = 0;

      *[Symbol.iterator](): Generator<number> {
        this.#reads += 1;
        try {
          for (let page = 0; page < this.total; page++) yield page * this.#reads;
        } finally {
          observer.note('closed', this.#reads);
        }
      }

      first(): unknown {
        for (const page of this) return page;
        return undefined;
      }
    }
    class Service {
      @traced pages(): Pages {
        return new Pages();
      }
    }
    const service = new Service();
    const pages = service.pages();
    observer.note('class', pages instanceof Pages, pages.total, Object.keys(pages), JSON.stringify(pages));
    observer.note('prototype', Object.getPrototypeOf(pages) === Pages.prototype);
    observer.note('iterated', [...pages], [...pages], pages.first());
    const iterator = pages[Symbol.iterator]();
    observer.note('by hand', iterator.next(), iterator.return(7), iterator.next());
    const [one, two] = [pages[Symbol.iterator](), pages[Symbol.iterator]()];
    observer.note('interleaved', one.next(), two.next(), one.next(), two.next());
  }),

  twin('an object literal that can be iterated', (observer, traced) => {
    class Service {
      @traced literal(): Iterable<number> & { extra: string } {
        return {
          extra: 'own',
          *[Symbol.iterator]() {
            yield 1;
            yield 2;
          },
        };
      }
    }
    const service = new Service();
    const literal = service.literal();
    observer.keys('it', literal);
    const descriptor = Object.getOwnPropertyDescriptor(literal, Symbol.iterator);
    observer.note('method', descriptor?.enumerable, descriptor?.writable, descriptor?.configurable);
    observer.note('name', literal[Symbol.iterator].name, literal[Symbol.iterator].length);
    observer.note('copied', [...{ ...service.literal() }], Object.assign({}, service.literal()).extra);
    observer.note('iterated', [...literal]);
  }),

  twin('collections stay values', (observer, traced) => {
    const values = [[1], new Map([[1, 2]]), new Set([1]), 'text', new Uint8Array(1), { length: 1, 0: 'like an array' }];
    class Service {
      @traced give(value: unknown): unknown {
        return value;
      }
    }
    for (const value of values) {
      observer.note('same', new Service().give(value) === value);
      if (typeof value === 'object') observer.note('own', Object.hasOwn(value, Symbol.iterator));
    }
  }),

  twin('iterables that misbehave', (observer, traced) => {
    const error = new Error('iterator');
    const iterables: Record<string, () => Iterable<number>> = {
      frozen: () => Object.freeze({ [Symbol.iterator]: () => [1].values() }),
      'no iterator': () => ({ [Symbol.iterator]: () => 5 as never }),
      throws: () => ({
        [Symbol.iterator]: () => {
          throw error;
        },
      }),
      'frozen iterator': () => ({
        [Symbol.iterator]: () => Object.freeze({ next: () => ({ done: true as const, value: undefined }) }),
      }),
    };
    class Service {
      @traced give(name: string): Iterable<number> {
        return iterables[name]?.() as Iterable<number>;
      }
    }
    for (const name of Object.keys(iterables)) {
      const iterable = new Service().give(name);
      observer.keys(name, iterable);
      const result = observer.call('iterate', () => {
        try {
          return [...iterable];
        } catch (failure) {
          return failure === error ? failure : (failure as Error).message;
        }
      });
      observer.note('result', result);
    }
  }),

  twin('a model stream: for await, break, error, tee, conversion', async (observer, traced) => {
    class Client {
      @traced stream(count: number): ModelStream {
        return ModelStream.of(count, observer);
      }
      @traced async create(count: number): Promise<ModelStream> {
        await undefined;
        return ModelStream.of(count, observer);
      }
    }
    const client = new Client();
    const stream = client.stream(3);
    observer.note('class', stream instanceof ModelStream, stream.controller.signal.aborted);
    observer.note('keys', Object.keys(stream), Object.getPrototypeOf(stream) === ModelStream.prototype);
    observer.countTicks();
    for await (const { index } of stream) observer.note('got', index);
    await observer.settled('consumed', stream[Symbol.asyncIterator]().next());
    for await (const { index } of await client.create(3)) {
      observer.note('created', index);
      if (index === 1) break;
    }
    const [left, right] = client.stream(2).tee();
    for await (const { index } of left) observer.note('left', index);
    for await (const { index } of right) observer.note('right', index);
    observer.note('branches', left instanceof ModelStream, right instanceof ModelStream);
    for await (const { index } of client.stream(2).toReadableStream()) observer.note('converted', index);
    const [first, second] = (await client.create(2)).tee();
    const steps = [first[Symbol.asyncIterator]().next(), second[Symbol.asyncIterator]().next()];
    observer.note('both', (await steps[0])?.value === (await steps[1])?.value);
  }),

  twin('a model stream that fails, by hand and in a loop', async (observer, traced) => {
    const error = new Error('the connection broke');
    class Client {
      @traced stream(): ModelStream {
        return new ModelStream(async function* () {
          yield { index: 0 };
          throw error;
        });
      }
    }
    const client = new Client();
    const caught = await observer.settled(
      'loop',
      (async () => {
        for await (const { index } of client.stream()) observer.note('got', index);
      })(),
    );
    observer.note('same', caught === error);
    const iterator = client.stream()[Symbol.asyncIterator]();
    await iterator.next();
    void iterator.next();
    await observer.idle();
    await observer.settled('after', iterator.next());
    observer.note('returned', await iterator.return?.('value'));
  }),
];
