import type { Observer } from '../helpers/observe.js';
import { twin, type Twin } from '../helpers/twin.js';

const named = Symbol('named');

/** Everything that a framework could look at in a function. */
function noteFunction(observer: Observer, label: string, callable: Function): void {
  observer.note(label, callable.name, callable.length, Object.prototype.toString.call(callable));
  observer.note('keys', Reflect.ownKeys(callable));
  for (const key of ['name', 'length', 'prototype']) {
    const descriptor = Object.getOwnPropertyDescriptor(callable, key);
    if (descriptor === undefined) continue;
    observer.note(key, descriptor.enumerable, descriptor.configurable, descriptor.writable);
  }
  observer.note('is', callable instanceof Function, callable.constructor.name, 'prototype' in callable);
  observer.note('extensible', Object.isExtensible(callable));
  const error = observer.call('new', () => {
    try {
      return Reflect.construct(callable, []) as unknown;
    } catch (failure) {
      return (failure as Error).constructor.name;
    }
  });
  observer.note('constructing', error);
}

/** Members: how a decorated method looks. */
export const twins: readonly Twin[] = [
  twin('its descriptor on the prototype and on the class', (observer, traced) => {
    class Service {
      @traced method(): void {}
      @traced static fixed(): void {}
      @traced async 'with spaces'(): Promise<void> {}
      @traced *[named](): Generator<undefined> {}
      @traced async *42(): AsyncGenerator<undefined> {}
    }
    observer.keys('prototype', Service.prototype);
    // Compilers leave the decorators' metadata there; spelt out, because the symbol is not everywhere yet.
    observer.note('class', Object.getOwnPropertyNames(Service));
    observer.note('enumerated', Object.keys(Service.prototype), Object.keys(Service), { ...new Service() });
    const properties = [
      [Service.prototype, 'method'],
      [Service.prototype, 'with spaces'],
      [Service.prototype, named],
      [Service.prototype, '42'],
      [Service, 'fixed'],
    ] as const;
    for (const [owner, key] of properties) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key) ?? {};
      observer.note(String(key), Object.keys(descriptor), descriptor.enumerable, descriptor.writable);
      observer.note(String(key), descriptor.configurable, typeof descriptor.value, descriptor.get);
    }
  }),

  twin('name, length, own properties and kind of function', (observer, traced) => {
    class Service {
      @traced sync(_first: unknown, _second: unknown): void {}
      @traced async async(_first: unknown, _second = 1): Promise<void> {}
      @traced *generator(..._rest: unknown[]): Generator<undefined> {}
      @traced async *asyncGenerator(_first: unknown): AsyncGenerator<undefined> {}
      @traced static fixed({ a }: { a: unknown }): unknown {
        return a;
      }
      @traced [named](): void {}
      @traced static async [Symbol.for('registered')](): Promise<void> {}
      @traced get$(): void {}
    }
    const service = new Service();
    noteFunction(observer, 'sync', service.sync);
    noteFunction(observer, 'async', service.async);
    noteFunction(observer, 'generator', service.generator);
    noteFunction(observer, 'asyncGenerator', service.asyncGenerator);
    noteFunction(observer, 'static', Service.fixed);
    noteFunction(observer, 'symbol', service[named]);
    noteFunction(observer, 'registered', Service[Symbol.for('registered') as never]);
    noteFunction(observer, 'dollar', service.get$);
  }),

  twin('what a function of its kind is an instance of', (observer, traced) => {
    class Service {
      @traced async async(): Promise<void> {}
      @traced *generator(): Generator<undefined> {}
      @traced async *asyncGenerator(): AsyncGenerator<undefined> {}
    }
    const { async, generator, asyncGenerator } = Service.prototype;
    const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
    const GeneratorFunction = function* () {}.constructor as FunctionConstructor;
    const AsyncGeneratorFunction = async function* () {}.constructor as FunctionConstructor;
    for (const callable of [async, generator, asyncGenerator]) {
      const kinds = [AsyncFunction, GeneratorFunction, AsyncGeneratorFunction];
      observer.note('instance of', ...kinds.map((kind) => callable instanceof kind));
      observer.note('prototype of', ...kinds.map((kind) => Object.getPrototypeOf(callable) === kind.prototype));
    }
    const service = new Service();
    observer.note('generator of', service.generator() instanceof generator);
    observer.note('its prototype', Object.getPrototypeOf(service.generator()) === generator.prototype);
    observer.note('async generator of', service.asyncGenerator() instanceof asyncGenerator);
    Object.assign(generator.prototype as object, { added: 'by the program' });
    observer.note('added', (service.generator() as unknown as { added: unknown }).added);
  }),

  twin('properties that others put on it', (observer, traced) => {
    class Service {
      @traced method(): string {
        return 'value';
      }
    }
    const method = Service.prototype.method as (() => string) & Record<string, unknown>;
    method['metadata'] = 'added';
    observer.note('added', new Service().method === method, method['metadata'], Object.keys(method));
    Object.defineProperty(method, 'name', { value: 'renamed' });
    observer.note(
      'renamed',
      method.name,
      delete (method as { length?: number }).length,
      Object.hasOwn(method, 'length'),
    );
    Object.freeze(method);
    observer.note('frozen', Object.isFrozen(method), new Service().method());
  }),
];
