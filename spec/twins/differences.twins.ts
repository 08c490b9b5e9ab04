import { inspect, types } from 'node:util';
import { twin, type Twin } from '../helpers/twin.js';

/** What decorated code can tell from undecorated code. `differences.spec.ts` states what each of these logs is. */
export const twins: readonly Twin[] = [
  twin('the source text of a method', (observer, traced) => {
    class Service {
      @traced method(): string {
        return 'its own text';
      }
    }
    observer.note('text', String(Service.prototype.method).includes('its own text'));
  }),

  twin('the kind of a method by its internal slots', (observer, traced) => {
    class Service {
      @traced async later(): Promise<void> {}
      @traced *many(): Generator<number> {}
    }
    const { later, many } = Service.prototype;
    observer.note('types', types.isAsyncFunction(later), types.isGeneratorFunction(many));
    observer.note('inspect', inspect(later), inspect(many));
    observer.note('constructors', later.constructor.name, many.constructor.name);
  }),

  twin('getters, toJSON and proxies among arguments and results', (observer, traced) => {
    const watched = (label: string): object => ({
      get property() {
        observer.note(`${label} was read`);
        return 1;
      },
    });
    class Service {
      @traced pass(value: unknown): unknown {
        observer.note('body');
        return value === 1 ? watched('result') : undefined;
      }
    }
    const service = new Service();
    service.pass(watched('argument'));
    service.pass(1);
    service.pass({ toJSON: () => observer.note('toJSON was called') });
  }),

  twin('the constructor of this, where it is an accessor', (observer, traced) => {
    class Service {
      @traced method(): void {
        observer.note('body');
      }
    }
    const odd = Object.create(Service.prototype, {
      constructor: {
        get: () => {
          observer.note('constructor was read');
          return Service;
        },
      },
    }) as Service;
    odd.method();
  }),

  twin('the prototype of a promise before its first use', async (observer, traced) => {
    class Service {
      @traced async async(): Promise<void> {}
      @traced sync(): Promise<void> {
        return Promise.resolve();
      }
    }
    const service = new Service();
    for (const promise of [service.async(), service.sync()]) {
      observer.note('before', Object.getPrototypeOf(promise) === Promise.prototype, promise instanceof Promise);
      await promise;
      observer.note('after', Object.getPrototypeOf(promise) === Promise.prototype);
    }
  }),

  twin('the promise that unhandledRejection is told of', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        throw new Error('unhandled');
      }
    }
    let told: unknown;
    process.once('unhandledRejection', (_reason, promise) => (told = promise));
    const promise = new Service().fails();
    await observer.idle();
    observer.note('the returned one', told === promise);
    let handled: unknown;
    process.once('rejectionHandled', (late) => (handled = late));
    promise.catch(() => undefined);
    await observer.idle();
    observer.note('the same of rejectionHandled', told === handled);
  }),

  twin('a rejected promise whose constructor is read and that nobody handles', async (observer, traced) => {
    class Service {
      @traced async fails(): Promise<void> {
        throw new Error('looked at');
      }
    }
    const service = new Service();
    void service.fails().constructor;
    await observer.idle();
    void Promise.resolve(service.fails());
    await observer.idle();
  }),

  twin('the then of a foreign thenable before its first call, and what it is given', async (observer, traced) => {
    class Query {
      then(...args: ((value: string) => unknown)[]): unknown {
        observer.note('called with', args.length);
        return args[0]?.('rows');
      }
    }
    class Service {
      @traced query(): Query {
        return new Query();
      }
    }
    const query = new Service().query();
    observer.note('its own', query.then === Query.prototype.then);
    query.then((rows) => rows);
    observer.note('its own afterwards', query.then === Query.prototype.then);
    await observer.idle();
  }),

  twin('a then that is an accessor', async (observer, traced) => {
    class Lazy {
      get then(): unknown {
        observer.note('then was read');
        return (resolve: (value: unknown) => void) => resolve('lazy');
      }
    }
    class Service {
      @traced lazy(): Lazy {
        return new Lazy();
      }
    }
    await new Service().lazy();
  }),

  twin('the own properties of a generator, an iterator and a stream', (observer, traced) => {
    class Service {
      @traced *generator(): Generator<number> {
        yield 1;
      }
      @traced iterator(): IterableIterator<number> {
        return [1].values();
      }
      @traced stream(): ReadableStream {
        return new ReadableStream();
      }
    }
    const service = new Service();
    for (const made of [service.generator(), service.iterator(), service.stream()]) {
      const own = Reflect.ownKeys(made).filter((key) => typeof key === 'string' || key === Symbol.asyncIterator);
      observer.note('own', own, Object.keys(made));
    }
  }),

  twin('the async lines of a stack', async (observer, traced) => {
    class Service {
      @traced async outer(): Promise<void> {
        await this.inner();
      }
      @traced async inner(): Promise<void> {
        await undefined;
        throw new Error('deep');
      }
    }
    const error = (await new Service().outer().catch((thrown: unknown) => thrown)) as Error;
    observer.note('names the caller', /at async .*outer/.test(error.stack ?? ''));
  }),
];
