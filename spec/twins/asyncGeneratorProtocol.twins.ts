import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

type Move = readonly ['next' | 'return' | 'throw', unknown?];

interface AsyncSteps {
  next(...values: unknown[]): Promise<unknown>;
  return(value?: unknown): Promise<unknown>;
  throw(error: unknown): Promise<unknown>;
}

const sequences: readonly (readonly Move[])[] = [
  [['next'], ['next'], ['next'], ['next'], ['next']],
  [
    ['next', 'a'],
    ['next', 'b'],
    ['next', 'c'],
    ['next', 'd'],
  ],
  [['return', 'before start'], ['next'], ['return', 'again'], ['throw', 'after']],
  [['throw', 'before start'], ['next'], ['return', 'after']],
  [['next'], ['return', 'in the middle'], ['next'], ['return', 'after']],
  [['next'], ['next'], ['return', 'in finally'], ['next', 'resumed'], ['next']],
  [['next'], ['throw', 'into the body'], ['next'], ['throw', 'after']],
  [['next'], ['next'], ['throw', 'caught inside'], ['next'], ['next'], ['next']],
  [['next'], ['return', Promise.resolve('a promise')], ['next']],
  [['next'], ['next'], ['return', { then: (resolve: (value: unknown) => void) => resolve('a thenable') }], ['next']],
];

function move(generator: AsyncSteps, [method, value]: Move): Promise<unknown> {
  if (method === 'throw') return generator.throw(value);
  return value === undefined ? generator[method]() : generator[method](value);
}

async function oneByOne(observer: Observer, generator: AsyncSteps, moves: readonly Move[]): Promise<void> {
  for (const [index, step] of moves.entries()) await observer.settled(`${index} ${step[0]}`, move(generator, step));
}

async function queued(observer: Observer, generator: AsyncSteps, moves: readonly Move[]): Promise<void> {
  const promises = moves.map((step) => move(generator, step));
  observer.note('different', new Set(promises).size === promises.length);
  await Promise.all(promises.map((promise, index) => observer.settled(`${index}`, promise)));
}

/** Async generators, step by step by hand. */
export const twins: readonly Twin[] = [
  twin('next, throw and return by hand, one by one and queued', async (observer, traced) => {
    class Service {
      @traced async *talk(): AsyncGenerator<unknown, unknown, unknown> {
        observer.note('started');
        observer.note('received', yield 'first');
        try {
          await undefined;
          observer.note('received', yield 'second');
        } catch (error) {
          observer.note('caught', error);
          yield 'from catch';
        } finally {
          observer.note('finally');
          await undefined;
          observer.note('received', yield 'from finally');
        }
        observer.note('received', yield 'third');
        return 'returned';
      }
    }
    for (const play of [oneByOne, queued]) {
      for (const moves of sequences) {
        observer.note(play.name);
        observer.countTicks();
        await play(observer, new Service().talk(), moves);
        await observer.idle();
      }
    }
  }),

  twin('steps that nobody awaits, and that fail', async (observer, traced) => {
    class Service {
      @traced async *fails(): AsyncGenerator<number> {
        yield 1;
        throw new Error('body');
      }
    }
    const service = new Service();
    const dropped = service.fails();
    void dropped.next();
    void dropped.next();
    await observer.idle();
    await observer.settled('after', dropped.next());
    const late = service.fails();
    await late.next();
    const promise = late.next();
    await observer.idle();
    await observer.settled('late', promise);
    await observer.idle();
    const closed = service.fails();
    await closed.next();
    void closed.throw(new Error('thrown in'));
    await observer.idle();
    void service.fails().return(Promise.reject(new Error('returned')));
    await observer.idle();
    const caught = service.fails();
    caught.throw(new Error('before start')).catch((error: unknown) => observer.note('caught', error));
    await observer.idle();
  }),

  twin('a body that asks itself for its next value', async (observer, traced) => {
    class Service {
      generator: AsyncGenerator<unknown, unknown> | undefined;

      @traced async *reentrant(): AsyncGenerator<unknown, unknown> {
        const queue = this.generator?.next('from inside');
        observer.note('queued');
        observer.note('received', yield 'first');
        observer.note('received', yield queue);
        return 'end';
      }
    }
    const service = new Service();
    service.generator = service.reentrant();
    observer.countTicks();
    const first = service.generator.next('one');
    const second = service.generator.next('two');
    await observer.settled('first', first);
    await Promise.race([observer.settled('second', second), observer.idle()]);
    observer.note('end');
  }),

  twin('methods taken off and put on other generators', async (observer, traced) => {
    class Service {
      @traced async *count(name: string): AsyncGenerator<string> {
        yield `${name}1`;
        yield `${name}2`;
      }
    }
    const service = new Service();
    const first = service.count('a');
    const second = service.count('b');
    const { next } = first;
    await observer.settled('on another', next.call(second));
    await observer.settled('first', first.next());
    await observer.settled('second', second.next());
    const failure = await observer.settled(
      'on nothing',
      next.call(undefined as never).catch((error: unknown) => (error as Error).constructor.name),
    );
    observer.note('failure', failure);
  }),

  twin('async generators passed on, and returned by an async method', async (observer, traced) => {
    class Service {
      @traced async *count(): AsyncGenerator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          observer.note('finally');
        }
      }
      @traced passes(): AsyncGenerator<number> {
        return this.count();
      }
      @traced async later(): Promise<AsyncGenerator<number>> {
        await undefined;
        return this.count();
      }
      @traced async takes(values: AsyncIterable<number>): Promise<number[]> {
        const all: number[] = [];
        for await (const value of values) all.push(value);
        return all;
      }
    }
    const service = new Service();
    observer.countTicks();
    for await (const value of service.passes()) observer.note('passes', value);
    for await (const value of await service.later()) {
      observer.note('later', value);
      break;
    }
    await observer.settled('takes', service.takes(service.count()));
    const later = await service.later();
    observer.note('kind', Object.prototype.toString.call(later), later instanceof service.count);
  }),

  twin('a generator that waits while it is closed', async (observer, traced) => {
    class Service {
      @traced async *waits(): AsyncGenerator<number> {
        try {
          yield 1;
          await new Promise((resolve) => setImmediate(resolve));
          yield 2;
        } finally {
          observer.note('finally');
        }
      }
    }
    const generator = new Service().waits();
    await generator.next();
    const waiting = generator.next();
    const closing = generator.return('closed');
    await Promise.all([observer.settled('waiting', waiting), observer.settled('closing', closing)]);
    await observer.settled('after', generator.next());
  }),
];
