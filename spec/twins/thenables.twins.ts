import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

type Callback = ((value: unknown) => unknown) | null | undefined;

/** As the query builders of knex, Mongoose and Prisma: nothing happens before `then`, and all of it again at the next. */
class Query {
  readonly #observer: Observer;
  readonly #parts: string[] = [];
  executed = 0;

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  where(part: string): this {
    this.#parts.push(part);
    return this;
  }

  then(...args: [onFulfilled?: Callback, onRejected?: Callback]): Promise<unknown> {
    this.executed += 1;
    this.#observer.note('executed', this.executed);
    const answer = `rows ${this.#parts.join(' and ')}`;
    const result = this.#parts.includes('bad') ? Promise.reject(new Error('bad query')) : Promise.resolve(answer);
    return result.then(...args);
  }
}

/** Foreign thenables. */
export const twins: readonly Twin[] = [
  twin('a query builder: lazy, and executed as often as it is asked', async (observer, traced) => {
    class Service {
      @traced query(): Query {
        return new Query(observer).where('a');
      }
    }
    const service = new Service();
    const idle = service.query();
    await observer.idle();
    observer.note('not executed', idle.executed, idle instanceof Query, idle.constructor === Query);
    observer.keys('it', idle);
    const chained = service.query();
    observer.note('chained', chained.where('b').where('c') === chained);
    observer.countTicks();
    await observer.settled('chained', chained);
    await observer.settled('again', chained);
    observer.note('executions', chained.executed);
    await observer.settled('bad', service.query().where('bad'));
    observer.note('all', await Promise.all([service.query(), service.query()]));
    await observer.settled('resolved', Promise.resolve(service.query()));
    observer.note('class', Object.getPrototypeOf(chained) === Query.prototype);
  }),

  twin('a query builder whose then is called by hand', async (observer, traced) => {
    class Service {
      @traced query(): Query {
        return new Query(observer).where('a');
      }
      @traced bad(): Query {
        return new Query(observer).where('bad');
      }
    }
    const service = new Service();
    await observer.settled(
      'both',
      service.query().then(
        (rows) => [rows],
        (error) => error,
      ),
    );
    await observer.settled(
      'first',
      service.query().then((rows) => [rows]),
    );
    await observer.settled('none', service.query().then());
    await observer.settled('no functions', service.query().then(5 as never, 'text' as never));
    await observer.settled(
      'second',
      service.bad().then(null, (error) => ({ error })),
    );
    await observer.settled(
      'undefined',
      service.bad().then((rows) => rows, undefined),
    );
    await observer.settled(
      'throws',
      service.query().then(() => Promise.reject(new Error('in the handler'))),
    );
    const query = service.query();
    const { then } = query;
    observer.note('then', then.name, query.executed);
    await observer.settled(
      'taken',
      then.call(query, (rows) => [rows]),
    );
    observer.note('executions', query.executed);
    void service.bad().then((rows) => rows);
    await observer.idle();
    void service.bad();
    await observer.idle();
  }),

  twin('an object literal with a then of its own', async (observer, traced) => {
    class Service {
      @traced literal(): { then(resolve: (value: unknown) => void): void; extra: string } {
        return {
          then(...args: unknown[]): void {
            observer.note('then', this.extra, ...args.map((arg) => typeof arg));
            (args[0] as (value: unknown) => void)('value');
          },
          extra: 'own',
        };
      }
    }
    const service = new Service();
    const literal = service.literal();
    observer.keys('it', literal);
    const descriptor = Object.getOwnPropertyDescriptor(literal, 'then');
    observer.note('then', descriptor?.enumerable, descriptor?.writable, descriptor?.configurable);
    observer.note('spread', Object.keys({ ...literal }), JSON.stringify(literal));
    observer.countTicks();
    await observer.settled('it', literal);
    await observer.settled('again', literal);
    await observer.settled('copied', { ...service.literal() });
  }),

  twin('thenables that misbehave', async (observer, traced) => {
    const itself: { then?: unknown } = {};
    itself.then = (resolve: (value: unknown) => void) => resolve('once');
    const thenables: Record<string, () => object> = {
      twice: () => ({
        then: (resolve: (value: unknown) => void) => {
          resolve('first');
          resolve('second');
        },
      }),
      'both ways': () => ({
        then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
          reject(new Error('first'));
          resolve('second');
        },
      }),
      throws: () => ({
        then: () => {
          throw new Error('then throws');
        },
      }),
      'resolves and throws': () => ({
        then: (resolve: (value: unknown) => void) => {
          resolve('resolved');
          throw new Error('dropped');
        },
      }),
      never: () => ({ then: () => undefined }),
      frozen: () => Object.freeze({ then: (resolve: (value: unknown) => void) => resolve('frozen') }),
      'without a prototype': () =>
        Object.assign(Object.create(null) as object, { then: (resolve: (value: unknown) => void) => resolve('bare') }),
      'resolved with a promise': () => ({
        then: (resolve: (value: unknown) => void) => resolve(Promise.resolve('inner')),
      }),
      'resolved with a thenable': () => ({ then: (resolve: (value: unknown) => void) => resolve(itself) }),
      'a then that is no function': () => ({ then: 'text' }),
      later: () => ({ then: (resolve: (value: unknown) => void) => void setImmediate(resolve, 'later') }),
    };
    class Service {
      @traced give(name: string): unknown {
        return thenables[name]?.();
      }
    }
    const service = new Service();
    for (const name of Object.keys(thenables)) {
      observer.note(name);
      observer.countTicks();
      const value = service.give(name);
      const work = observer.settled(name, name === 'never' ? Promise.race([value, 'other']) : value);
      await observer.idle();
      await work;
    }
  }),

  twin('callable thenables and functions', async (observer, traced) => {
    class Service {
      @traced callable(): (() => string) & { then(resolve: (value: unknown) => void): void } {
        return Object.assign(() => 'called', {
          then: (resolve: (value: unknown) => void) => {
            observer.note('then');
            resolve('resolved');
          },
        });
      }
    }
    const callable = new Service().callable();
    observer.note('called', callable());
    await observer.settled('awaited', callable);
  }),

  twin('a shared query builder, returned by several calls', async (observer, traced) => {
    class Service {
      readonly query = new Query(observer).where('shared');

      @traced get(): Query {
        return this.query;
      }
      @traced async wait(): Promise<unknown> {
        return await this.get();
      }
    }
    const service = new Service();
    observer.note('same', service.get() === service.query, service.get() === service.get());
    await observer.settled('first', service.get());
    await observer.settled('wait', service.wait());
    observer.note('executions', service.query.executed);
    observer.note('class', Object.getPrototypeOf(service.query) === Query.prototype);
  }),
];
