import { describe, expect, test } from '@jest/globals';
import { makeCarry } from '../../lib/zone/carriers/carriedPromise.js';

interface Frame {
  readonly name: string;
}

/** The technique alone, with a pointer of its own. */
function stackOfOurOwn() {
  let current: object | undefined;
  const carry = makeCarry((frame) => {
    const previous = current;
    current = frame;
    return previous;
  });
  return {
    carried<Value>(promise: Promise<Value>): Promise<Value> {
      carry(promise);
      return promise;
    },
    here: () => (current as Frame | undefined)?.name,
    run<Result>(name: string, callback: () => Result): Result {
      const previous = current;
      current = { name };
      try {
        return callback();
      } finally {
        current = previous;
      }
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
}

describe('awaiting a carried promise', () => {
  test.each([0, 1, 5])('brings the frame of the await back, settled after %i turns', async (count) => {
    const { carried, here, run } = stackOfOurOwn();
    const seen = run('A', async () => {
      await carried(turns(count));
      return here();
    });
    expect(here()).toBeUndefined();
    expect(await seen).toBe('A');
    expect(here()).toBeUndefined();
  });

  test('gives its value and its reason as they are', async () => {
    const { carried } = stackOfOurOwn();
    const value = {};
    const error = new Error('expected');
    expect(await carried(Promise.resolve(value))).toBe(value);
    await expect(carried(Promise.reject(error))).rejects.toBe(error);
    const [caught] = await Promise.allSettled([carried(Promise.reject(error))]);
    expect(caught).toEqual({ status: 'rejected', reason: error });
  });

  test('brings the frame back for a catch and a finally in the body', async () => {
    const { carried, here, run } = stackOfOurOwn();
    const seen: unknown[] = [];
    await run('A', async () => {
      try {
        await carried(Promise.reject(new Error('expected')));
      } catch (error) {
        seen.push((error as Error).message, here());
      } finally {
        seen.push(here());
      }
    });
    expect(seen).toEqual(['expected', 'A', 'A']);
  });

  test('several times, and by several, brings each its own', async () => {
    const { carried, here, run } = stackOfOurOwn();
    const promise = carried(turns(3));
    const waiting = ['A', 'B', 'C'].map((name) =>
      run(name, async () => {
        await promise;
        const first = here();
        await promise;
        return [first, here()];
      }),
    );
    expect(await Promise.all(waiting)).toEqual([
      ['A', 'A'],
      ['B', 'B'],
      ['C', 'C'],
    ]);
  });

  test('puts the frame on the continuation and on nothing else in the queue', async () => {
    const { carried, here, run } = stackOfOurOwn();
    const seen = new Set<unknown>();
    const flow = run('A', async () => {
      for (let round = 0; round < 5; round += 1) await carried(turns(round));
    });
    // Neighbours in the queue, one in each turn, before and after whatever the flow queues.
    let watching = true;
    const watch = async (): Promise<void> => {
      while (watching) {
        seen.add(here());
        await undefined;
      }
    };
    const watchers = [watch(), watch(), watch()];
    await flow;
    watching = false;
    await Promise.all(watchers);
    expect([...seen]).toEqual([undefined]);
  });

  test('costs two microtasks more than awaiting a native promise', async () => {
    const { carried } = stackOfOurOwn();
    const turnsOf = async (promise: Promise<void>): Promise<number> => {
      let count = 0;
      let waiting = true;
      void (async () => {
        while (waiting) {
          count += 1;
          await undefined;
        }
      })();
      await promise;
      waiting = false;
      return count;
    };
    const native = await turnsOf(Promise.resolve());
    expect((await turnsOf(carried(Promise.resolve()))) - native).toBe(2);
  });
});

describe('resolving a promise with a carried one', () => {
  // That is no await: who waits for the other promise is somebody else, perhaps in another call.
  const resolvers: Readonly<Record<string, (promise: Promise<string>) => Promise<string>>> = {
    'by returning it from an async function': async (promise) => promise,
    'by returning it from a then callback': (promise) => Promise.resolve().then(() => promise),
    'by resolve': (promise) => new Promise((resolve) => resolve(promise)),
    'late, by resolve': (promise) => new Promise((resolve) => queueMicrotask(() => resolve(promise))),
  };

  test.each(Object.keys(resolvers))('%s, puts the frame on none of its reactions', async (how) => {
    const { carried, here, run } = stackOfOurOwn();
    const shared = run('A', () => resolvers[how]?.(carried(turns(2).then(() => 'value'))));
    const seen = run('B', async () => [await shared, here()]);
    const registered = run('B', () => shared?.then(here));
    expect([await seen, await registered]).toEqual([['value', undefined], undefined]);
  });
});

describe('then, catch and finally of a carried promise', () => {
  test('call back in the frame that registered, whoever resolves', async () => {
    const { carried, here, run } = stackOfOurOwn();
    let resolve: (value: string) => void = () => undefined;
    const promise = carried(new Promise<string>((resolver) => (resolve = resolver)));
    const seen = run('A', () => [
      promise.then((value) => [value, here()]),
      promise.finally(() => expect(here()).toBe('A')),
      promise.then(undefined, () => 'never'),
      carried(Promise.reject(new Error('expected'))).catch((error: Error) => [error.message, here()]),
    ]);
    run('B', () => resolve('value'));
    expect(await Promise.all(seen)).toEqual([['value', 'A'], 'value', 'value', ['expected', 'A']]);
    expect(here()).toBeUndefined();
  });

  test('cost no further microtask', async () => {
    const { carried } = stackOfOurOwn();
    const order: string[] = [];
    await Promise.all([
      Promise.resolve().then(() => order.push('native, first')),
      carried(Promise.resolve()).then(() => order.push('carried')),
      Promise.resolve().then(() => order.push('native, second')),
    ]);
    expect(order).toEqual(['native, first', 'carried', 'native, second']);
  });

  test('give an ordinary promise', () => {
    const { carried } = stackOfOurOwn();
    const promise = carried(Promise.resolve());
    for (const derived of [promise.then(), promise.catch(() => undefined), promise.finally()]) {
      expect(Object.getPrototypeOf(derived) === Promise.prototype).toBe(true);
      expect(derived.constructor === Promise).toBe(true);
    }
  });

  test('leave the frame also when the callback throws', async () => {
    const { carried, here, run } = stackOfOurOwn();
    const failing = run('A', () =>
      carried(Promise.resolve()).then(() => {
        throw new Error(here());
      }),
    );
    await expect(failing).rejects.toThrow('A');
    expect(here()).toBeUndefined();
  });

  test('taken in one job and called in a later one, then still settles what it returns', async () => {
    const { carried } = stackOfOurOwn();
    const promise = carried(Promise.resolve('value'));
    const taken = promise.then;
    await undefined;
    expect(await taken.call(promise, (value: string) => `${value} of later`)).toBe('value of later');
  });
});

describe('a carried promise', () => {
  test('is the same object, a Promise, and looks like one', () => {
    const { carried } = stackOfOurOwn();
    const promise = turns(1);
    expect(carried(promise)).toBe(promise);
    expect(promise).toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(promise)).toBe('[object Promise]');
    expect(Object.getOwnPropertyNames(promise)).toEqual([]);
  });

  test('is not what Promise.resolve gives back: its constructor is what the engine asks', async () => {
    const { carried } = stackOfOurOwn();
    const promise = carried(Promise.resolve('value'));
    expect(promise.constructor === Promise).toBe(false);
    expect(Promise.resolve(promise) === promise).toBe(false);
    expect(await Promise.resolve(promise)).toBe('value');
  });

  test('carried again is what it was', () => {
    const { carried } = stackOfOurOwn();
    const promise = carried(turns(1));
    const prototype: unknown = Object.getPrototypeOf(promise);
    expect(Object.getPrototypeOf(carried(promise)) === prototype).toBe(true);
  });

  test('works in all, race, any, allSettled, and returned from an async function', async () => {
    const { carried } = stackOfOurOwn();
    const promise = () => carried(Promise.resolve('value'));
    expect(await Promise.all([promise(), promise()])).toEqual(['value', 'value']);
    expect(await Promise.race([promise(), new Promise(() => undefined)])).toBe('value');
    expect(await Promise.any([promise(), Promise.reject(new Error('expected'))])).toBe('value');
    expect(await Promise.allSettled([promise()])).toEqual([{ status: 'fulfilled', value: 'value' }]);
    expect(await (async () => promise())()).toBe('value');
    expect(await new Promise((resolve) => resolve(promise()))).toBe('value');
    expect(await Promise.resolve().then(promise)).toBe('value');
  });

  test('leaves every global as it is', async () => {
    const before = Object.getOwnPropertyDescriptors(Promise.prototype);
    const { carried } = stackOfOurOwn();
    await carried(turns(1));
    expect(Object.getOwnPropertyDescriptors(Promise.prototype)).toEqual(before);
    expect(Promise.resolve().constructor === Promise).toBe(true);
  });

  test('does not go through a then that the program patched', async () => {
    const { carried, here, run } = stackOfOurOwn();
    const { then } = Promise.prototype;
    let calls = 0;
    // The test runner has a promise of its own to wait for in this turn.
    await undefined;
    Reflect.defineProperty(Promise.prototype, 'then', {
      value(this: Promise<unknown>, ...args: Parameters<typeof then>) {
        calls += 1;
        return Reflect.apply(then, this, args);
      },
      configurable: true,
      writable: true,
    });
    try {
      const seen = await run('A', async () => {
        await carried(Promise.resolve());
        return here();
      });
      expect([seen, calls]).toEqual(['A', 0]);
    } finally {
      Reflect.defineProperty(Promise.prototype, 'then', { value: then, configurable: true, writable: true });
    }
  });
});

test('a promise of a subclass is left as it is', () => {
  class Later<Value> extends Promise<Value> {}
  const { carried } = stackOfOurOwn();
  const promise = carried(Later.resolve());
  expect(Object.getPrototypeOf(promise) === Later.prototype).toBe(true);
});
