import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

interface Steps {
  next(...values: unknown[]): unknown;
  return(value?: unknown): unknown;
  throw(error: unknown): unknown;
}

type Move = readonly ['next' | 'return' | 'throw', unknown?];

/** Sequences of calls by hand: every kind of call before the start, in the middle, and after the end. */
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
  [['next'], ['next'], ['next'], ['return', 'late'], ['return', 'later']],
];

function play(observer: Observer, generator: Steps, moves: readonly Move[]): void {
  for (const [method, value] of moves) {
    observer.call(`${method}(${String(value)})`, () => {
      if (method === 'throw') return generator.throw(value);
      return value === undefined ? generator[method]() : generator[method](value);
    });
  }
}

/** Generators, step by step by hand. */
export const twins: readonly Twin[] = [
  twin('next, throw and return by hand, in every order', (observer, traced) => {
    class Service {
      @traced *talk(): Generator<unknown, unknown, unknown> {
        observer.note('started');
        observer.note('received', yield 'first');
        try {
          observer.note('received', yield 'second');
        } catch (error) {
          observer.note('caught', error);
          yield 'from catch';
        } finally {
          observer.note('finally');
          observer.note('received', yield 'from finally');
        }
        observer.note('received', yield 'third');
        return 'returned';
      }
    }
    for (const moves of sequences) {
      observer.note('sequence');
      play(observer, new Service().talk(), moves);
    }
  }),

  twin('a return and a throw that the body overrules', (observer, traced) => {
    class Service {
      @traced *stubborn(): Generator<unknown, unknown> {
        try {
          yield 1;
        } finally {
          return 'overruled';
        }
      }
      @traced *endless(): Generator<unknown, unknown> {
        for (let index = 0; ; index++) {
          try {
            yield index;
          } catch (error) {
            observer.note('caught', error);
          }
        }
      }
    }
    const service = new Service();
    for (const moves of sequences) {
      play(observer, service.stubborn(), moves);
      play(observer, service.endless(), moves);
    }
  }),

  twin('a body that asks itself for its next value', (observer, traced) => {
    class Service {
      generator: Generator<unknown, unknown> | undefined;

      @traced *reentrant(): Generator<unknown, unknown> {
        for (const method of ['next', 'return', 'throw'] as const) {
          const error = observer.call(method, () => this.generator?.[method](undefined));
          observer.note('error', error instanceof TypeError);
          yield method;
        }
        return 'went on';
      }
    }
    const service = new Service();
    service.generator = service.reentrant();
    observer.note('all', [...(service.generator as Iterable<unknown>)], service.generator.next());
  }),

  twin('methods taken off and put on other generators', (observer, traced) => {
    class Service {
      @traced *count(name: string): Generator<string> {
        yield `${name}1`;
        yield `${name}2`;
      }
    }
    const service = new Service();
    const first = service.count('a');
    const second = service.count('b');
    const { next } = first;
    observer.note('called on another', next.call(second), first.next(), next.call(first));
    observer.note('borrowed', Object.getPrototypeOf(Service.prototype.count.prototype).next.call(second));
    observer.call('detached', () => {
      try {
        return next.call(undefined as never);
      } catch (error) {
        return (error as Error).constructor.name;
      }
    });
    const [native] = [(function* () {})()];
    observer.note('native', next.call(native as never));
  }),

  twin('a program that puts methods of its own on a generator', (observer, traced) => {
    class Service {
      @traced *count(): Generator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          observer.note('finally');
        }
      }
    }
    const generator = new Service().count();
    const { next } = generator;
    generator.next = function (this: Generator<number>, ...args: [] | [unknown]) {
      observer.note('own next');
      return next.apply(this, args);
    };
    for (const value of generator) {
      observer.note('got', value);
      break;
    }
    delete (generator as { next?: unknown }).next;
    observer.note('deleted', typeof generator.next, generator.next());
  }),

  twin('generators passed on to code that knows nothing of them', (observer, traced) => {
    class Service {
      @traced *pairs(): Generator<[string, number]> {
        yield ['a', 1];
        yield ['b', 2];
      }
      @traced takes(generator: Iterable<unknown>): unknown[] {
        return [...generator];
      }
      @traced passes(): Generator<[string, number]> {
        return this.pairs();
      }
    }
    const service = new Service();
    observer.note('map', [...new Map(service.pairs()).keys()], Object.fromEntries(service.pairs())['b']);
    observer.note('takes', service.takes(service.pairs()));
    const passed = service.passes();
    observer.note('passes', passed.next(), passed.return(undefined), passed.next());
    observer.note('again', [...service.passes()]);
  }),
];
