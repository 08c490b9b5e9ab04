import { twin, type Twin } from '../helpers/twin.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Async generators, as loops use them. */
export const twins: readonly Twin[] = [
  twin('laziness, and the microtask of every step', async (observer, traced) => {
    class Service {
      @traced async *count(limit: number): AsyncGenerator<number, string> {
        observer.note('started');
        for (let index = 0; index < limit; index++) {
          observer.note('before', index);
          await undefined;
          yield index;
          observer.note('after', index);
        }
        return 'returned';
      }
    }
    const service = new Service();
    observer.countTicks();
    const generator = service.count(2);
    observer.note('created');
    await undefined;
    observer.note('still not started');
    for await (const value of generator) observer.note('got', value);
    await observer.settled('again', generator.next());
    observer.countTicks();
    await observer.settled('first', service.count(1).next());
    const all: number[] = [];
    for await (const value of service.count(3)) all.push(value);
    observer.note('all', all);
    service.count(5);
    await observer.idle();
    observer.note('never started');
  }),

  twin('the generator object and its promises', async (observer, traced) => {
    class Service {
      @traced async *one(): AsyncGenerator<number> {
        yield 1;
      }
    }
    const service = new Service();
    const generator = service.one();
    observer.note('itself', generator[Symbol.asyncIterator]() === generator, service.one() === service.one());
    observer.note('kind', Object.prototype.toString.call(generator), String(generator));
    observer.note('names', generator.next.name, generator.return.name, generator.throw.name);
    observer.note('lengths', generator.next.length, generator.return.length, generator.throw.length);
    observer.note('enumerable', Object.keys(generator), { ...generator }, JSON.stringify(generator));
    observer.note('instance', generator instanceof service.one, Symbol.iterator in generator);
    observer.note('prototype', Object.getPrototypeOf(generator) === service.one.prototype);
    const promise = generator.next();
    observer.note('promise', promise instanceof Promise, Promise.resolve(promise) === promise);
    observer.keys('promise', promise);
    await observer.settled('next', promise);
    observer.note('class', Object.getPrototypeOf(promise) === Promise.prototype);
  }),

  twin('break, throw and return in a loop, at every point', async (observer, traced) => {
    class Service {
      @traced async *steps(): AsyncGenerator<number> {
        try {
          yield 1;
          try {
            yield 2;
          } finally {
            observer.note('inner finally');
            await turn();
            observer.note('inner finally goes on');
          }
          yield 3;
        } finally {
          observer.note('outer finally');
          await undefined;
          observer.note('outer finally goes on');
        }
      }
    }
    const service = new Service();
    const leave = async (point: number, how: 'break' | 'throw' | 'return'): Promise<string> => {
      let seen = 0;
      for await (const value of service.steps()) {
        observer.note('got', value);
        if (seen++ < point) continue;
        if (how === 'break') break;
        if (how === 'throw') throw new Error('in the loop');
        return 'returned';
      }
      return 'after the loop';
    };
    for (const how of ['break', 'throw', 'return'] as const) {
      for (let point = 0; point < 4; point++) {
        observer.note(how, point);
        observer.countTicks();
        await observer.settled('loop', leave(point, how));
        await observer.idle();
      }
    }
  }),

  twin('errors of the body, as the same objects', async (observer, traced) => {
    class Service {
      @traced async *fails(at: number, error: unknown): AsyncGenerator<number> {
        try {
          for (let index = 0; ; index++) {
            if (index === at) throw error;
            yield index;
          }
        } finally {
          observer.note('finally');
        }
      }
    }
    const error = new Error('body');
    for (const thrown of [error, 'text', undefined]) {
      for (const at of [0, 2]) {
        const generator = new Service().fails(at, thrown);
        observer.countTicks();
        const caught = await observer.settled(
          'loop',
          (async () => {
            for await (const value of generator) observer.note('got', value);
          })(),
        );
        observer.note('same', caught === thrown);
        await observer.settled('next', generator.next());
      }
    }
  }),

  twin('what goes wrong before the first step', async (observer, traced) => {
    class Service {
      @traced async *fails(value: unknown = this.missing()): AsyncGenerator<unknown> {
        yield value;
      }
      missing(): never {
        throw new Error('no value');
      }
    }
    observer.call('call', () => new Service().fails());
    await observer.settled('fine', new Service().fails(1).next());
  }),

  twin('what is yielded: promises are awaited, rejected ones thrown into the body', async (observer, traced) => {
    class Service {
      @traced async *promises(): AsyncGenerator<unknown, unknown> {
        yield Promise.resolve('resolved');
        yield new Promise((resolve) => setImmediate(resolve, 'later'));
        try {
          yield Promise.reject(new Error('yielded'));
        } catch (error) {
          observer.note('caught', error);
        }
        yield [Promise.resolve('inside a list')];
        return Promise.resolve('returned');
      }
    }
    const generator = new Service().promises();
    observer.countTicks();
    for (let index = 0; index < 6; index++) await observer.settled(`step ${index}`, generator.next());
  }),

  twin('yield* of decorated async generators, sync ones and lists of promises', async (observer, traced) => {
    class Service {
      @traced async *outer(): AsyncGenerator<unknown, unknown> {
        const first = yield* this.inner('a');
        observer.note('inner returned', first);
        const second = yield* this.sync();
        observer.note('sync returned', second);
        yield* [Promise.resolve(1), 2];
        return [first, second];
      }
      @traced async *inner(name: string): AsyncGenerator<unknown, string> {
        try {
          observer.note('inner got', yield `${name}1`);
          await undefined;
          observer.note('inner got', yield `${name}2`);
        } finally {
          observer.note('inner finally');
        }
        return `${name} returned`;
      }
      @traced *sync(): Generator<unknown, string> {
        observer.note('sync got', yield 'sync');
        return 'sync returned';
      }
    }
    const generator = new Service().outer();
    observer.countTicks();
    for (let index = 0; index < 7; index++) await observer.settled(`step ${index}`, generator.next(index));
    const closed = new Service().outer();
    await observer.settled('next', closed.next());
    await observer.settled('closed', closed.return('early'));
    await observer.settled('after', closed.next());
    const thrown = new Service().outer();
    await observer.settled('next', thrown.next());
    await observer.settled('thrown', thrown.throw(new Error('into the inner one')));
  }),

  twin('several async generators, interleaved', async (observer, traced) => {
    class Service {
      @traced async *named(name: string, pause: number): AsyncGenerator<string> {
        for (let index = 0; index < 3; index++) {
          for (let wait = 0; wait < pause; wait++) await undefined;
          yield `${name}${index}`;
        }
      }
      @traced async collect(name: string, pause: number): Promise<string[]> {
        const all: string[] = [];
        for await (const value of this.named(name, pause)) {
          observer.note('got', value);
          all.push(value);
        }
        return all;
      }
    }
    const service = new Service();
    observer.countTicks();
    observer.note(
      'all',
      await Promise.all([service.collect('a', 1), service.collect('b', 2), service.collect('c', 0)]),
    );
  }),

  twin('this and arguments inside the body', async (observer, traced) => {
    class Service {
      #secret = 'secret';

      @traced async *all(this: unknown, first: unknown = 'default', ...rest: unknown[]): AsyncGenerator<unknown> {
        await undefined;
        yield [this instanceof Service ? this.#secret : this, first, ...rest, arguments.length];
      }
    }
    const service = new Service();
    const { all } = service;
    await observer.settled('method', service.all(1, 2).next());
    await observer.settled('detached', all().next());
    await observer.settled('borrowed', all.call('text', undefined).next());
  }),
];
