import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const outcomes = (): unknown[] =>
  exporter.runs.map(({ status, outputs, error }) => error?.message ?? outputs ?? status);

function binding<Target extends object>(target: Target): Target {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(inner, key, inner);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}

describe('a promise that is not quite one', () => {
  test('a proxy that binds methods, as lazily extended SDK promises are, ends its run', async () => {
    const target = Promise.resolve(5);
    const open = traceable(() => binding(target), { name: 'open' });
    expect(await open()).toBe(5);
    expect(outcomes()).toEqual([{ output: 5 }]);
    expect(Object.getPrototypeOf(target)).toBe(Promise.prototype);
  });

  test('a plain proxy shows what it stands for, and fails when it is awaited, as it does undecorated', async () => {
    const open = traceable(() => new Proxy(Promise.resolve(5), {}), { name: 'open' });
    const proxy = open();
    expect(proxy.constructor).toBe(Promise);
    await expect((async () => proxy)()).rejects.toThrow('incompatible receiver');
    expect(outcomes()).toEqual([expect.stringContaining('incompatible receiver')]);
  });

  test('one with methods of its own in between ends its run', async () => {
    const methods = Object.setPrototypeOf({ cancel: () => 'cancelled' }, Promise.prototype) as object;
    const open = traceable(() => Object.setPrototypeOf(Promise.resolve(5), methods) as Promise<number>, {
      name: 'open',
    });
    const promise = open() as Promise<number> & { cancel(): string };
    expect(await promise).toBe(5);
    expect(promise.cancel()).toBe('cancelled');
    expect(Object.getPrototypeOf(promise)).toBe(methods);
    expect(outcomes()).toEqual([{ output: 5 }]);
  });

  test('one with a constructor of its own ends its run', async () => {
    const open = traceable(() => Object.assign(Promise.resolve(5), { constructor: class Other {} }), { name: 'open' });
    expect(await open()).toBe(5);
    expect(outcomes()).toEqual([{ output: 5 }]);
  });

  test('a thenable whose then throws ends its run as an error', async () => {
    const broken: PromiseLike<never> = {
      then(): never {
        throw new Error('cannot be awaited');
      },
    };
    const open = traceable(() => broken, { name: 'open' });
    await expect((async () => open())()).rejects.toThrow('cannot be awaited');
    expect(outcomes()).toEqual(['cannot be awaited']);
  });
});
