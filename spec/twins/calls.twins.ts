import { twin, type Twin } from '../helpers/twin.js';

/** Calls: `this` and arguments. */
export const twins: readonly Twin[] = [
  twin('this: instance, class, subclass, detached, borrowed, primitive', (observer, traced) => {
    class Service {
      @traced
      self(this: unknown): unknown {
        return this;
      }

      @traced
      static self(this: unknown): unknown {
        return this;
      }
    }
    class Special extends Service {}
    const service = new Service();
    const { self } = service;
    const { self: staticSelf } = Service;
    observer.note('instance', service.self() === service);
    observer.note('class', Service.self() === Service, Special.self() === Special);
    observer.note('detached', self(), staticSelf(), (0, service.self)());
    const other = { name: 'other', self };
    observer.note('borrowed', other.self() === other);
    for (const value of [null, undefined, 5, 'text', Symbol.iterator, other]) {
      observer.note('applied', self.call(value), Reflect.apply(self, value, []), self.bind(value)());
    }
    const odd = Object.create(null, {
      constructor: {
        get: () => {
          throw new Error('constructor');
        },
      },
    }) as object;
    observer.note('odd', self.call(odd) === odd);
    const proxy = new Proxy(service, {});
    observer.note('proxy', proxy.self() === proxy);
    const frozen = Object.freeze(new Service());
    observer.note('frozen', frozen.self() === frozen);
  }),

  twin('arguments: number, identity, defaults, rest, destructuring', (observer, traced) => {
    const token = { token: true };
    class Service {
      @traced
      list(..._args: unknown[]): unknown[] {
        // eslint-disable-next-line prefer-rest-params -- the object itself is what is observed
        return [arguments.length, ...arguments];
      }

      @traced
      defaults(first: unknown = 'first', second: unknown = first, ...rest: unknown[]): unknown[] {
        return [first, second, rest];
      }

      @traced
      destructured(
        { a, b: { c = 1 } = {} }: { a?: unknown; b?: { c?: unknown } } = {},
        [d]: unknown[] = [],
      ): unknown[] {
        return [a, c, d];
      }

      @traced
      changes(list: unknown[], record: Record<string, unknown>): void {
        list.push('added');
        record['added'] = true;
      }
    }
    const service = new Service();
    for (const args of [[], [undefined], [token], [token, undefined, token], [null, 1, 2, 3]]) {
      observer.note('list', service.list(...args));
      observer.note('defaults', service.defaults(...args));
    }
    observer.note('destructured', service.destructured(), service.destructured({ a: token, b: {} }, [token, 2]));
    const list: unknown[] = [];
    const record: Record<string, unknown> = {};
    service.changes(list, record);
    observer.note('changed', list, Object.keys(record));
    observer.call('wrong pattern', () => service.destructured(null as never));
    observer.call('wrong iterable', () => service.destructured({}, 5 as never));
  }),

  twin('arguments that would be consumed by looking at them', async (observer, traced) => {
    class Service {
      @traced
      ignore(..._args: unknown[]): void {
        observer.note('called');
      }
    }
    const service = new Service();
    function* numbers(): Generator<number> {
      observer.note('generator started');
      yield 1;
      yield 2;
    }
    const generator = numbers();
    const query = {
      then(resolve: (value: unknown) => void): void {
        observer.note('then was called');
        resolve(1);
      },
    };
    const stream = new ReadableStream({ pull: () => observer.note('pulled') }, { highWaterMark: 0 });
    const rejected = Promise.reject(new Error('an argument that nobody handles'));
    const map = new Map([['key', generator]]);
    service.ignore(generator, query, stream, rejected, map, { generator, query, stream }, [rejected]);
    observer.note('the rest', [...generator], stream.locked, Object.getPrototypeOf(rejected) === Promise.prototype);
    await observer.idle();
  }),

  twin('what goes wrong in the parameter list', (observer, traced) => {
    class Service {
      @traced
      fails(value: unknown = this.missing()): unknown {
        return value;
      }

      missing(): never {
        throw new Error('no value');
      }
    }
    const service = new Service();
    observer.call('with', () => service.fails(1));
    observer.call('without', () => service.fails());
  }),
];
