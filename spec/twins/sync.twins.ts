import { Readable } from 'node:stream';
import { twin, type Twin } from '../helpers/twin.js';

/** Synchronous methods: values, errors, order. */
export const twins: readonly Twin[] = [
  twin('every kind of value, as the same value', (observer, traced) => {
    const values: unknown[] = [
      undefined,
      null,
      true,
      0,
      -0,
      Number.NaN,
      10n,
      '',
      'text',
      Symbol('named'),
      Symbol.for('shared'),
      {},
      [],
      [1, [2]],
      Object.freeze({ frozen: true }),
      Object.create(null),
      () => undefined,
      class {},
      new Map([[1, 2]]),
      new Set([1]),
      new WeakMap(),
      new Date(0),
      /x/,
      new Uint8Array(2),
      Buffer.from('x'),
      new Error('a value'),
      new Proxy({}, {}),
      Readable.from(['chunk']),
      new AbortController().signal,
      new URL('http://localhost'),
    ];
    class Service {
      @traced
      pass(value: unknown): unknown {
        return value;
      }
    }
    const service = new Service();
    for (const value of values) {
      observer.note('same', Object.is(service.pass(value), value), value);
      if (typeof value !== 'object' || value === null) continue;
      observer.keys('it', value);
      observer.note('frozen', Object.isFrozen(value), Object.isExtensible(value));
    }
  }),

  twin('values that cannot be asked anything', (observer, traced) => {
    const revoked = Proxy.revocable({}, {});
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('get');
        },
        has: () => {
          throw new Error('has');
        },
        getPrototypeOf: () => {
          throw new Error('getPrototypeOf');
        },
        ownKeys: () => {
          throw new Error('ownKeys');
        },
      },
    );
    class Service {
      @traced
      first(): unknown {
        return revoked.proxy;
      }

      @traced
      second(value: unknown): unknown {
        return value;
      }

      @traced
      third(): unknown {
        throw hostile;
      }
    }
    revoked.revoke();
    const service = new Service();
    observer.note('revoked', service.first() === revoked.proxy);
    observer.note('hostile', service.second(hostile) === hostile);
    try {
      service.third();
    } catch (error) {
      observer.note('thrown', error === hostile);
    }
  }),

  twin('everything that can be thrown, as the same thing', (observer, traced) => {
    const cause = new Error('cause');
    const thrown: unknown[] = [
      new Error('plain', { cause }),
      new RangeError('handled by design'),
      Object.freeze(new TypeError('frozen')),
      new AggregateError([cause], 'several'),
      'text',
      0,
      undefined,
      null,
      {},
      Promise.resolve(1),
      () => undefined,
    ];
    class Service {
      @traced
      fail(error: unknown): void {
        throw error;
      }
    }
    const service = new Service();
    for (const error of thrown) {
      try {
        service.fail(error);
        observer.note('nothing was thrown');
      } catch (caught) {
        observer.note('same', Object.is(caught, error), caught);
        if (typeof caught === 'object' && caught !== null) observer.keys('it', caught);
      }
    }
  }),

  twin('synchrony: nothing happens after the return', async (observer, traced) => {
    class Service {
      @traced
      outer(): string {
        observer.note('outer begins');
        const value = this.inner();
        observer.note('outer ends');
        return value;
      }

      @traced
      inner(): string {
        observer.note('inner');
        return 'value';
      }
    }
    observer.countTicks();
    queueMicrotask(() => observer.note('a microtask'));
    observer.call('outer', () => new Service().outer());
    observer.note('after');
    await observer.idle();
  }),

  twin('recursion, through itself and through others', (observer, traced) => {
    class Service {
      @traced
      even(value: number): boolean {
        return value === 0 ? true : this.odd(value - 1);
      }

      @traced
      odd(value: number): boolean {
        return value === 0 ? false : this.even(value - 1);
      }

      @traced
      deep(value: number): number {
        if (value === 0) throw new Error('bottom');
        try {
          return this.deep(value - 1);
        } finally {
          observer.note('finally', value);
        }
      }
    }
    const service = new Service();
    observer.note('even', service.even(20), service.even(21));
    observer.call('deep', () => service.deep(3));
  }),

  twin('finally and catch, in their order', (observer, traced) => {
    class Service {
      @traced
      first(): string {
        try {
          return this.second();
        } catch (error) {
          observer.note('caught', error);
          return 'recovered';
        } finally {
          observer.note('first finally');
        }
      }

      @traced
      second(): string {
        try {
          throw new Error('second');
        } finally {
          observer.note('second finally');
        }
      }

      @traced
      overruled(): string {
        try {
          throw new Error('dropped');
        } finally {
          return 'from finally';
        }
      }
    }
    const service = new Service();
    observer.call('first', () => service.first());
    observer.call('overruled', () => service.overruled());
  }),
];
