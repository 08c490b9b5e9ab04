import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { snapshot } from '../../lib/capture/snapshot.js';
import { hostileValues, thrownValues } from '../helpers/hostileValues.js';

function thrower(error: unknown): () => never {
  return () => {
    throw error;
  };
}

describe('a snapshot never throws', () => {
  test('on a getter that throws, and says so in its place', () => {
    const value = {
      good: 1,
      get bad(): never {
        throw new Error('no access');
      },
    };
    expect(snapshot(value)).toEqual({ good: 1, bad: '[Threw: no access]' });
  });

  test('on a toJSON that throws, and says so in its place', () => {
    expect(snapshot({ a: { toJSON: thrower(new Error('no text')) }, b: 1 })).toEqual({ a: '[Threw: no text]', b: 1 });
  });

  test('on a list whose member throws', () => {
    const list = [1, 2, 3];
    Object.defineProperty(list, 1, { get: thrower(new Error('no item')), enumerable: true });
    expect(snapshot(list)).toEqual([1, '[Threw: no item]', 3]);
  });

  test('whatever a getter throws, and keeps what is beside it', () => {
    fc.assert(
      fc.property(thrownValues, (thrown) => {
        const value = Object.defineProperty({ good: 1 }, 'bad', { get: thrower(thrown()), enumerable: true });
        expect(snapshot(value)).toEqual({ good: 1, bad: expect.stringMatching(/^\[Threw: /) });
      }),
    );
  });

  test('on a revoked proxy, wherever it stands', () => {
    const revoked = (target: object): object => {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      return proxy;
    };
    for (const target of [{}, [], () => undefined, new Map(), new Error('x'), new Date()]) {
      expect(typeof snapshot(revoked(target))).toBe('string');
      expect(snapshot({ a: [revoked(target)], b: 1 })).toEqual({ a: [expect.any(String)], b: 1 });
      expect(snapshot(new Map([['k', revoked(target)]]))).toEqual({ k: expect.any(String) });
    }
  });

  test('on a proxy whose traps throw, whatever they throw', () => {
    const traps = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'] as const;
    const targets = fc.constantFrom<object>({ a: 1 }, [1], new Map([['a', 1]]), () => 1, new Error('x'), new Date(0));
    fc.assert(
      fc.property(targets, fc.subarray([...traps], { minLength: 1 }), thrownValues, (target, names, thrown) => {
        const handler = Object.fromEntries(names.map((name) => [name, thrower(thrown())]));
        const proxy: object = new Proxy(target, handler);
        expect(() => JSON.stringify(snapshot(proxy))).not.toThrow();
        expect(snapshot({ proxy, b: 1 })).toMatchObject({ b: 1 });
      }),
      { numRuns: 500 },
    );
  });

  test('on a function whose name cannot be read or is no text', () => {
    class Named {
      static readonly name = Symbol('name');
    }
    class Throwing {
      static get name(): never {
        throw new Error('no name');
      }
    }
    expect(snapshot([Named, Throwing])).toEqual([expect.any(String), expect.any(String)]);
    expect(typeof snapshot(Named)).toBe('string');
    expect(typeof snapshot(Throwing)).toBe('string');
  });

  test('on objects that lie about what they are', () => {
    const liars = [
      Object.create(Map.prototype),
      Object.create(Set.prototype),
      Object.create(Date.prototype),
      Object.create(RegExp.prototype),
      Object.create(Uint8Array.prototype),
      Object.create(Promise.prototype),
      Object.create(Error.prototype),
      Object.create(Number.prototype),
      { [Symbol.toStringTag]: 'Error' },
      { [Symbol.toStringTag]: 'Map' },
      Object.assign(new Uint8Array(1), { constructor: null }),
      Object.assign(Object.create({ constructor: null }), { a: 1 }),
      Object.create({ constructor: null }),
      Object.create({ constructor: { name: Symbol('name') } }),
    ];
    for (const liar of liars) expect(() => JSON.stringify(snapshot({ liar }))).not.toThrow();
  });

  test('because it reads nothing twice: where one getter throws, the others are not asked again', () => {
    let reads = 0;
    const value = {
      get first(): number {
        return (reads += 1);
      },
      get second(): never {
        throw new Error('no');
      },
      get third(): number {
        return (reads += 1);
      },
    };
    expect(snapshot(value)).toEqual({ first: 1, second: '[Threw: no]', third: 2 });
    expect(reads).toBe(2);
  });

  test('does not walk through iterators that a subclass of Map or Set brings along', () => {
    let asked = 0;
    class OddSet extends Set<number> {
      override *[Symbol.iterator](): SetIterator<number> {
        for (asked = 1; asked < 1_000; asked++) yield asked;
      }
    }
    class OddMap extends Map<string, number> {
      override *keys(): MapIterator<string> {
        for (asked = 1; asked < 1_000; asked++) yield `${asked}`;
      }
    }
    expect(snapshot(new OddSet([7]))).toEqual([7]);
    expect(snapshot(new OddMap([['k', 7]]))).toEqual({ k: 7 });
    expect(asked).toBe(0);
  });

  test('on anything, and what comes out is JSON data that stays as it is', () => {
    fc.assert(
      fc.property(hostileValues, (make) => {
        const copy = snapshot(make());
        const text = JSON.stringify(copy);
        if (copy !== undefined) expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(snapshot(copy))));
        expect(isPlain(copy)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Nothing but texts, finite numbers, booleans, null, plain objects and lists, without getters. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean', 'undefined'].includes(typeof value) || value === null;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (descriptor) => 'value' in descriptor && isPlain(descriptor.value),
  );
}
