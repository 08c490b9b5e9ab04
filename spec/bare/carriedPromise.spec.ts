import { describe, expect, test } from '@jest/globals';
import { turns } from '../helpers/turns.js';
import { ownStack } from './ownStack.js';

describe('awaiting a carried promise', () => {
  test.each([0, 1, 5])('brings the frame of the await back, settled after %i turns', async (count) => {
    const { carried, here, run } = ownStack();
    const seen = run('A', async () => {
      await carried(turns(count));
      return here();
    });
    expect(here()).toBeUndefined();
    expect(await seen).toBe('A');
    expect(here()).toBeUndefined();
  });

  test('gives its value and its reason as they are', async () => {
    const { carried } = ownStack();
    const value = {};
    const error = new Error('expected');
    expect(await carried(Promise.resolve(value))).toBe(value);
    await expect(carried(Promise.reject(error))).rejects.toBe(error);
    const [caught] = await Promise.allSettled([carried(Promise.reject(error))]);
    expect(caught).toEqual({ status: 'rejected', reason: error });
  });

  test('brings the frame back for a catch and a finally in the body', async () => {
    const { carried, here, run } = ownStack();
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
    const { carried, here, run } = ownStack();
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
    const { carried, here, run } = ownStack();
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
    const { carried } = ownStack();
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
    const { carried, here, run } = ownStack();
    const shared = run('A', () => resolvers[how]?.(carried(turns(2).then(() => 'value'))));
    const seen = run('B', async () => [await shared, here()]);
    const registered = run('B', () => shared?.then(here));
    expect([await seen, await registered]).toEqual([['value', undefined], undefined]);
  });

  test('puts the frame on none of its reactions right after an await of the carried one, either', async () => {
    const { carried, here, run } = ownStack();
    const promise = carried(turns(2));
    const awaited = run('A', async () => (await promise, here()));
    const shared = run('A', () => new Promise<void>((resolve) => resolve(promise)));
    const seen = run('B', async () => (await shared, here()));
    expect([await awaited, await seen]).toEqual(['A', undefined]);
  });
});

describe('then, catch and finally of a carried promise', () => {
  test('call back in the frame that registered, whoever resolves', async () => {
    const { carried, here, run } = ownStack();
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
    const { carried } = ownStack();
    const order: string[] = [];
    await Promise.all([
      Promise.resolve().then(() => order.push('native, first')),
      carried(Promise.resolve()).then(() => order.push('carried')),
      Promise.resolve().then(() => order.push('native, second')),
    ]);
    expect(order).toEqual(['native, first', 'carried', 'native, second']);
  });

  test('give an ordinary promise', () => {
    const { carried } = ownStack();
    const promise = carried(Promise.resolve());
    for (const derived of [promise.then(), promise.catch(() => undefined), promise.finally()]) {
      expect(Object.getPrototypeOf(derived) === Promise.prototype).toBe(true);
      expect(derived.constructor === Promise).toBe(true);
    }
  });

  test('leave the frame also when the callback throws', async () => {
    const { carried, here, run } = ownStack();
    const failing = run('A', () =>
      carried(Promise.resolve()).then(() => {
        throw new Error(here());
      }),
    );
    await expect(failing).rejects.toThrow('A');
    expect(here()).toBeUndefined();
  });

  test('taken in one job and called in a later one, then still settles what it returns', async () => {
    const { carried } = ownStack();
    const promise = carried(Promise.resolve('value'));
    const taken = promise.then;
    await undefined;
    expect(await taken.call(promise, (value: string) => `${value} of later`)).toBe('value of later');
  });
});
