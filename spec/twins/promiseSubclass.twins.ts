import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

/** As the promises of OpenAI's and Anthropic's packages: the response is parsed when somebody asks for the value. */
class ApiPromise<Value> extends Promise<Value> {
  readonly #response: Promise<unknown>;
  readonly #observer: Observer;
  #parsed: Promise<Value> | undefined;

  constructor(response: Promise<unknown>, observer: Observer) {
    // The package does the same: the promise that this class is never settles with anything of its own.
    super((resolve) => resolve(null as Value));
    this.#response = response;
    this.#observer = observer;
  }

  asResponse(): Promise<unknown> {
    return this.#response;
  }

  #parse(): Promise<Value> {
    this.#observer.note('parse');
    return (this.#parsed ??= this.#response.then((body) => {
      this.#observer.note('parsed');
      return JSON.parse(String(body)) as Value;
    }));
  }

  override then<Result, Failure>(
    onFulfilled?: ((value: Value) => Result | PromiseLike<Result>) | null,
    onRejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
    ...rest: unknown[]
  ): Promise<Result | Failure> {
    this.#observer.note('then', rest.length);
    return this.#parse().then(onFulfilled, onRejected);
  }

  override catch<Failure>(
    onRejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#parse().catch(onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<Value> {
    return this.#parse().finally(onFinally);
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}

/** Promises of a class of their own. */
export const twins: readonly Twin[] = [
  twin('a subclass without anything of its own', async (observer, traced) => {
    class Special extends Promise<string> {
      hello(): string {
        return 'hello';
      }
    }
    class Service {
      readonly kept = Special.resolve('kept') as Special;

      @traced fresh(): Special {
        return new Special((resolve) => setImmediate(resolve, 'fresh'));
      }
      @traced same(): Special {
        return this.kept;
      }
      @traced rejected(): Special {
        return Special.reject(new Error('special')) as Special;
      }
    }
    const service = new Service();
    const promise = service.fresh();
    observer.note('members', promise.hello(), promise instanceof Special, promise.constructor === Special);
    observer.note('then', promise.then() instanceof Special);
    observer.keys('it', promise);
    await observer.settled('fresh', promise);
    observer.note('class', Object.getPrototypeOf(promise) === Special.prototype);
    observer.note('same', service.same() === service.kept, Special.resolve(service.same()) === service.kept);
    observer.countTicks();
    await observer.settled('kept', service.same());
    await service.same().then((value) => observer.note('then', value));
    await observer.settled('rejected', service.rejected());
    service.rejected().catch((error: unknown) => observer.note('caught', error));
    await observer.idle();
    void service.rejected();
    await observer.idle();
    void service.rejected().then(() => undefined);
    await observer.idle();
  }),

  twin('an SDK promise: lazy, with methods and a then of its own', async (observer, traced) => {
    class Client {
      @traced create(body: string): ApiPromise<unknown> {
        const response = new Promise<string>((resolve) => setImmediate(resolve, body));
        return new ApiPromise(response, observer);
      }
    }
    const client = new Client();
    const idle = client.create('{"never": "asked"}');
    await observer.idle();
    observer.note('class', idle instanceof ApiPromise, idle instanceof Promise, idle.constructor.name);
    observer.keys('it', idle);
    observer.note('raw', await client.create('not json').asResponse());
    await observer.settled('parsed', client.create('{"a": 1}'));
    await observer.settled('broken', client.create('not json'));
    const twice = client.create('[1]');
    observer.note('twice', (await twice) === (await twice));
    await client.create('2').then((value) => observer.note('then', value));
    await client.create('x').catch((error: unknown) => observer.note('caught', (error as Error).name));
    await client.create('3').finally(() => observer.note('finally'));
    observer.note('all', await Promise.all([client.create('4'), client.create('5')]));
    observer.note('then and response', await Promise.all([twice, twice.asResponse()]));
  }),

  twin('an SDK promise that fails, and is handled or not', async (observer, traced) => {
    class Client {
      @traced create(): ApiPromise<unknown> {
        const response = new Promise<string>((_resolve, reject) => setImmediate(reject, new Error('refused')));
        response.catch(() => undefined);
        return new ApiPromise(response, observer);
      }
    }
    const client = new Client();
    void client.create();
    await observer.idle();
    void client.create().then(() => undefined);
    await observer.idle();
    await observer.idle();
    void client.create().finally(() => undefined);
    await observer.idle();
    await observer.idle();
    client.create().then(undefined, (error: unknown) => observer.note('caught', error));
    await observer.idle();
    await observer.settled('awaited', client.create());
    await observer.settled('response', client.create().asResponse());
  }),

  twin('an SDK promise through an async method and through another sync one', async (observer, traced) => {
    class Client {
      @traced create(body: string): ApiPromise<unknown> {
        return new ApiPromise(Promise.resolve(body), observer);
      }
      @traced passes(body: string): ApiPromise<unknown> {
        return this.create(body);
      }
      @traced async awaits(body: string): Promise<unknown> {
        return await this.create(body);
      }
      @traced async returns(body: string): Promise<unknown> {
        return this.create(body);
      }
    }
    const client = new Client();
    const passed = client.passes('{}');
    observer.note('class', passed instanceof ApiPromise, passed.constructor.name);
    await observer.idle();
    observer.countTicks();
    await observer.settled('passed', passed);
    await observer.settled('passed again', passed);
    await observer.settled('awaits', client.awaits('1'));
    await observer.settled('returns', client.returns('2'));
    await observer.settled('broken', client.returns('x'));
  }),
];
