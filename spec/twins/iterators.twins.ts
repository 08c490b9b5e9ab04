import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

/** An iterator by hand, with properties and private state of its own. */
class Cursor implements IterableIterator<number> {
  readonly label: string;
  readonly #observer: Observer;
  #position = 0;

  constructor(label: string, observer: Observer) {
    this.label = label;
    this.#observer = observer;
  }

  get position(): number {
    return this.#position;
  }

  rewind(): void {
    this.#position = 0;
  }

  next(...args: unknown[]): IteratorResult<number> {
    this.#observer.note('next', ...args);
    if (this.#position >= 3) return { done: true, value: 'end' as never };
    return { value: this.#position++, done: false };
  }

  return(...args: unknown[]): IteratorResult<number> {
    this.#observer.note('return', ...args);
    this.#position = 3;
    return { done: true, value: args[0] as never };
  }

  throw(...args: unknown[]): IteratorResult<number> {
    this.#observer.note('throw', ...args);
    throw args[0];
  }

  [Symbol.iterator](): this {
    this.#observer.note('iterator');
    return this;
  }
}

/** Iterators that are no generators. */
export const twins: readonly Twin[] = [
  twin('an instance with private state, methods and properties', (observer, traced) => {
    class Service {
      @traced cursor(label: string): Cursor {
        return new Cursor(label, observer);
      }
    }
    const service = new Service();
    const cursor = service.cursor('a');
    observer.note('class', cursor instanceof Cursor, cursor.constructor === Cursor, cursor.label, cursor.position);
    observer.note('prototype', Object.getPrototypeOf(cursor) === Cursor.prototype);
    observer.note('keys', Object.keys(cursor), { ...cursor }, JSON.stringify(cursor));
    observer.note('methods', cursor.next.name, cursor.next.length, cursor.return.length);
    for (const value of cursor) observer.note('got', value);
    cursor.rewind();
    for (const value of cursor) {
      observer.note('again', value, cursor.position);
      break;
    }
    observer.note('by hand', service.cursor('b').next('argument', 2), service.cursor('c').return('r'));
    observer.call('throw', () => service.cursor('d').throw(new Error('thrown')));
    observer.note('spread', [...service.cursor('e')]);
  }),

  twin('an object literal with next alone', (observer, traced) => {
    class Service {
      @traced counter(): { next(): { value: number; done: boolean }; extra: string } {
        let value = 0;
        return { next: () => ({ value: value++, done: value > 2 }), extra: 'own' };
      }
    }
    const service = new Service();
    const counter = service.counter();
    observer.keys('it', counter);
    observer.note('enumerable', Object.keys(counter), Object.keys({ ...counter }));
    const descriptor = Object.getOwnPropertyDescriptor(counter, 'next');
    observer.note('next', descriptor?.enumerable, descriptor?.writable, descriptor?.configurable);
    observer.note('steps', counter.next(), counter.next(), counter.next(), counter.next());
    const copy = { ...service.counter() };
    observer.note('copied', copy.next(), copy.extra);
  }),

  twin('an object literal that is iterator and iterable', (observer, traced) => {
    class Service {
      @traced counter(): IterableIterator<number> & { extra: string } {
        let value = 0;
        return {
          extra: 'own',
          next: () => (value < 2 ? { value: value++, done: false } : { value: undefined, done: true }),
          [Symbol.iterator]() {
            return this;
          },
        };
      }
    }
    const service = new Service();
    const counter = service.counter();
    observer.keys('it', counter);
    observer.note('enumerable', Object.keys(counter), Reflect.ownKeys({ ...counter }));
    observer.note('all', [...counter], counter.extra, 'return' in counter, 'throw' in counter);
    observer.note('copied', [...{ ...service.counter() }]);
    for (const value of service.counter()) {
      observer.note('broken', value);
      break;
    }
  }),

  twin('iterators of the language', (observer, traced) => {
    class Service {
      @traced array(): IterableIterator<number> {
        return [1, 2, 3].values();
      }
      @traced map(): IterableIterator<[string, number]> {
        return new Map([['a', 1]]).entries();
      }
      @traced set(): IterableIterator<string> {
        return new Set(['x']).values();
      }
      @traced text(): IterableIterator<string> {
        return 'xy'[Symbol.iterator]();
      }
      @traced matches(): IterableIterator<RegExpMatchArray> {
        return 'a1b2'.matchAll(/\d/g);
      }
    }
    const service = new Service();
    observer.note('array', [...service.array()], Object.prototype.toString.call(service.array()));
    observer.note('map', new Map(service.map()).get('a'), [...service.set()], [...service.text()]);
    observer.note(
      'matches',
      [...service.matches()].map(([match]) => match),
    );
    const [first, ...rest] = service.array();
    observer.note('rest', first, rest);
  }),

  twin('iterators that misbehave', (observer, traced) => {
    const error = new Error('next fails');
    const iterators: Record<string, () => Iterator<unknown>> = {
      'a frozen one': () => Object.freeze({ next: () => ({ value: 'frozen', done: false }) }),
      'a sealed one': () => Object.seal({ next: () => ({ value: 'sealed', done: false }) }),
      'next gives no object': () => ({ next: () => 5 as never }),
      'next gives nothing': () => ({ next: () => undefined as never }),
      'next throws': () => ({
        next: () => {
          throw error;
        },
      }),
      'done is missing': () => ({ next: () => ({ value: 'value' }) as never }),
      'value throws': () => ({
        next: () =>
          ({
            done: true,
            get value(): never {
              throw error;
            },
          }) as never,
      }),
      'next is read-only': () =>
        Object.defineProperty({}, 'next', { value: () => ({ value: 'fixed', done: false }) }) as Iterator<unknown>,
      'next is an accessor': () => ({
        get next() {
          return () => ({ value: 'from a getter', done: false });
        },
      }),
    };
    class Service {
      @traced give(name: string): Iterator<unknown> {
        return iterators[name]?.() as Iterator<unknown>;
      }
    }
    for (const name of Object.keys(iterators)) {
      observer.note(name);
      const iterator = observer.call('call', () => new Service().give(name));
      observer.keys('it', iterator);
      observer.call('next', () => {
        const step = iterator.next();
        return typeof step === 'object' ? Object.keys(step) : step;
      });
      observer.note('frozen', Object.isFrozen(iterator), Object.isSealed(iterator));
    }
  }),

  twin('an async iterator by hand', async (observer, traced) => {
    class Service {
      @traced feed(): AsyncIterableIterator<number> & { closed: boolean } {
        let value = 0;
        return {
          closed: false,
          next(...args: unknown[]) {
            observer.note('next', ...args);
            if (value === 2) return Promise.reject(new Error('feed'));
            return Promise.resolve({ value: value++, done: false });
          },
          return(...args: unknown[]) {
            observer.note('return', ...args);
            this.closed = true;
            return Promise.resolve({ value: undefined, done: true });
          },
          [Symbol.asyncIterator]() {
            return this;
          },
        };
      }
    }
    const service = new Service();
    const feed = service.feed();
    observer.keys('it', feed);
    observer.note('enumerable', Reflect.ownKeys({ ...feed }));
    observer.countTicks();
    for await (const value of feed) {
      observer.note('got', value);
      break;
    }
    observer.note('closed', feed.closed);
    await observer.settled(
      'loop',
      (async () => {
        for await (const value of service.feed()) observer.note('value', value);
      })(),
    );
    const queued = service.feed();
    const steps = [queued.next(), queued.next(), queued.next()];
    for (const [index, step] of steps.entries()) await observer.settled(`queued ${index}`, step);
    const dropped = service.feed();
    for (let index = 0; index < 3; index++) void dropped.next();
    await observer.idle();
  }),

  twin('an async iterator whose steps are thenables, or no promises at all', async (observer, traced) => {
    class Service {
      @traced lazy(): AsyncIterator<number> {
        let value = 0;
        const next = (): PromiseLike<IteratorResult<number>> => ({
          then: (resolve) => {
            observer.note('then');
            return Promise.resolve({ value: value++, done: value > 2 } as IteratorResult<number>).then(resolve);
          },
        });
        return { next, [Symbol.asyncIterator]: () => undefined } as unknown as AsyncIterator<number>;
      }
      @traced sync(): AsyncIterator<number> {
        let value = 0;
        const next = (): unknown => ({ value: value++, done: value > 2 });
        return { next, [Symbol.asyncIterator]: () => undefined } as unknown as AsyncIterator<number>;
      }
    }
    const service = new Service();
    const lazy = service.lazy();
    void lazy.next();
    await observer.idle();
    observer.countTicks();
    await observer.settled('lazy', lazy.next());
    const sync = service.sync();
    observer.note('sync', sync.next());
    await observer.settled('awaited', sync.next());
    for await (const value of { [Symbol.asyncIterator]: () => service.lazy() }) observer.note('got', value);
  }),
];
