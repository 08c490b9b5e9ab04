import { describe, expect, test } from '@jest/globals';
import { turns } from '../helpers/turns.js';
import { ownStack } from './ownStack.js';

describe('a carried promise', () => {
  test('is the same object, a Promise, and looks like one', () => {
    const { carried } = ownStack();
    const promise = turns(1);
    expect(carried(promise)).toBe(promise);
    expect(promise).toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(promise)).toBe('[object Promise]');
    expect(Object.getOwnPropertyNames(promise)).toEqual([]);
  });

  test('is not what Promise.resolve gives back: its constructor is what the engine asks', async () => {
    const { carried } = ownStack();
    const promise = carried(Promise.resolve('value'));
    expect(promise.constructor === Promise).toBe(false);
    expect(Promise.resolve(promise) === promise).toBe(false);
    expect(await Promise.resolve(promise)).toBe('value');
  });

  test('carried again is what it was', () => {
    const { carried } = ownStack();
    const promise = carried(turns(1));
    const prototype: unknown = Object.getPrototypeOf(promise);
    expect(Object.getPrototypeOf(carried(promise)) === prototype).toBe(true);
  });

  test('works in all, race, any, allSettled, and returned from an async function', async () => {
    const { carried } = ownStack();
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
    const { carried } = ownStack();
    await carried(turns(1));
    expect(Object.getOwnPropertyDescriptors(Promise.prototype)).toEqual(before);
    expect(Promise.resolve().constructor === Promise).toBe(true);
  });

  test('does not go through a then that the program patched', async () => {
    const { carried, here, run } = ownStack();
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
  const { carried } = ownStack();
  const promise = carried(Later.resolve());
  expect(Object.getPrototypeOf(promise) === Later.prototype).toBe(true);
});
