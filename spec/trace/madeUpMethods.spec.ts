import { describe, expect, jest, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const give = traceable((value: unknown) => value, { name: 'give', processInputs: () => ({}) });

/** As mocking libraries make them: whatever is asked for is a method, made when it is asked for. */
function deepMock(hasMember: (key: PropertyKey) => boolean, make: (key: PropertyKey) => unknown): object {
  const made: Record<PropertyKey, unknown> = {};
  return new Proxy(made, {
    get: (target, key) => (hasMember(key) ? (target[key] ??= make(key)) : undefined),
    has: (_, key) => hasMember(key),
  });
}

const makers: Readonly<Record<string, (key: PropertyKey) => unknown>> = {
  'functions that it writes anew': () => () => 1,
  'mock functions': () => jest.fn(),
  'bound functions': () => (() => 1).bind(undefined),
  'functions that call elsewhere': (key) =>
    function call(...args: unknown[]) {
      return [key, args];
    },
};

describe.each(Object.entries(makers))('an object that makes up a method for every name, out of %s,', (_how, make) => {
  test.each<[string, (key: PropertyKey) => boolean]>([
    ['with symbols', (key) => key !== 'then'],
    ['without symbols', (key) => typeof key === 'string' && key !== 'then'],
    ['with then', () => true],
  ])('%s is a value, and nothing is put on it', (_what, hasMember) => {
    const mock = deepMock(hasMember, make);
    const defined = jest.fn();
    const guarded = new Proxy(mock, {
      defineProperty: (target, key, descriptor) => {
        defined(key);
        return Reflect.defineProperty(target, key, descriptor);
      },
    });
    expect(give(guarded)).toBe(guarded);
    expect(exporter.runs.map(({ status }) => status)).toEqual(['success']);
    expect(defined).not.toHaveBeenCalled();
  });
});

describe('an object that only has some of the methods', () => {
  test.each<[string, object]>([
    ['of a stream, and no lock', { getReader: () => 1, tee: () => 2 }],
    ['of an emitter that can be iterated', { on: () => 1, [Symbol.asyncIterator]: () => 2 }],
  ])('%s is a value', (_what, value) => {
    const keys = Reflect.ownKeys(value);
    expect(give(value)).toBe(value);
    expect(Reflect.ownKeys(value)).toEqual(keys);
    expect(exporter.runs.map(({ status }) => status)).toEqual(['success']);
  });
});

describe('a remote object whose every method can be called before it is there', () => {
  /** As promise pipelining has it: a thenable of its own making, on which any other method is a remote call. */
  function remote<Value>(value: Value): PromiseLike<Value> & Record<string, unknown> {
    const promise = Promise.resolve(value);
    return new Proxy({ then: promise.then.bind(promise) } as never, {
      get: (target, key) => (Object.hasOwn(target, key) ? target[key] : () => remote(String(key))),
      has: () => true,
    });
  }

  test('is awaited as a promise, where that is what it is', async () => {
    expect(await (give(remote(5)) as PromiseLike<number>)).toBe(5);
    expect(exporter.runs.map(({ status, outputs }) => [status, outputs])).toEqual([['success', { output: 5 }]]);
  });
});
