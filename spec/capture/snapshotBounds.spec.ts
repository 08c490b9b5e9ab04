import { describe, expect, test } from '@jest/globals';
import { snapshot } from '../../lib/capture/snapshot.js';

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { deeper: value } : [value];
  return value;
}

const cut = expect.stringMatching(/^\[Cut: /);

describe('the depth of a snapshot', () => {
  test('is kept up to the limit', () => {
    expect(snapshot(nested(100))).toEqual(nested(100));
  });

  test('ends with a mark below the limit', () => {
    const text = JSON.stringify(snapshot(nested(1_000)));
    expect(text).toContain('[Cut: deeper than 100 levels]');
    expect(text).not.toContain('bottom');
  });

  test('does not run out of stack for 100,000 levels', () => {
    expect(JSON.stringify(snapshot(nested(100_000)))).toContain('[Cut: deeper than 100 levels]');
  });

  test('is what the caller says', () => {
    expect(snapshot([[[1]]], { maxSize: 1_000, maxDepth: 2 })).toEqual([['[Cut: deeper than 2 levels]']]);
  });
});

describe('the size of a snapshot', () => {
  test('holds a text of 16 MB whole, and the same', () => {
    const text = 'x'.repeat(16 << 20);
    expect((snapshot({ text }) as { text: string }).text === text).toBe(true);
  });

  test('cuts a longer text, and says how much is missing', () => {
    const text = 'x'.repeat(25_000_000);
    for (const copy of [snapshot(text), (snapshot({ text }) as { text: string }).text]) {
      expect((copy as string).length).toBeLessThan(20_001_000);
      expect((copy as string).slice(-40)).toMatch(/x\[Cut: [\d]+ more characters\]$/);
    }
  });

  test('of 10 million numbers is bounded, and says how many are missing', () => {
    const value = Array.from({ length: 1_000 }, () => new Array<number>(10_000).fill(7));
    const text = JSON.stringify(snapshot(value));
    expect(text.length).toBeLessThan(25_000_000);
    expect(text.slice(-60)).toMatch(/"\[Cut: \d+ more items\]"\]$/);
  });

  test('of 10 million properties is bounded, and says how many are missing', () => {
    const template = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, index]));
    const value = Array.from({ length: 100_000 }, () => ({ ...template }));
    const copy = snapshot(value) as Record<string, unknown>[];
    expect(copy.at(-1)).toEqual(cut);
    expect(copy.at(-2)?.['[Cut]'] ?? 'whole').toMatch(/more properties$|whole/);
    expect(JSON.stringify(copy).length).toBeLessThan(25_000_000);
  });

  test('of an object whose parts are shared a billion times over is bounded', () => {
    let value: object = { leaf: true };
    for (let level = 0; level < 30; level++) value = { left: value, right: value };
    expect(JSON.stringify(snapshot(value, { maxSize: 1_000_000, maxDepth: 100 })).length).toBeLessThan(2_500_000);
  });

  test('of a list with a great length and nothing in it is bounded', () => {
    const copy = snapshot(new Array(50_000_000)) as unknown[];
    expect(copy.length).toBeLessThan(6_000_000);
    expect(copy.at(-1)).toEqual(cut);
  });

  test('cuts before a key that is too long itself', () => {
    const copy = snapshot({ ['k'.repeat(1_000)]: 1, short: 2 }, { maxSize: 500, maxDepth: 10 });
    expect(copy).toEqual({ '[Cut]': '2 more properties' });
  });

  test.each([
    ['Map', new Map(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, index]))],
    ['Map with other keys', new Map(Array.from({ length: 1_000 }, (_, index) => [index, index]))],
    ['Set', new Set(Array.from({ length: 1_000 }, (_, index) => index))],
    ['typed array', new Float32Array(1_000)],
  ])('of a %s is bounded, and what is cut is not even asked for', (_kind, collection) => {
    const text = JSON.stringify(snapshot(collection, { maxSize: 200, maxDepth: 10 }));
    expect(text.length).toBeLessThan(400);
    expect(text).toMatch(/9\d\d more (items|properties)/);
  });

  test('counts what throws and what has a stack for much, as those are slow to make and to read', () => {
    let thrown = 0;
    const failing = {
      get member(): never {
        thrown += 1;
        throw new Error('always');
      },
    };
    snapshot(new Array(100_000).fill(failing));
    expect(thrown).toBeLessThan(11_000);
    const errors = Array.from({ length: 20_000 }, () => new Error('one of many'));
    expect((snapshot(errors) as unknown[]).length).toBeLessThan(10_001);
  });

  test('bounds what is read of a list, too', () => {
    let asked = 0;
    const count = (answer: unknown): unknown => ((asked += 1), answer);
    const list: unknown = new Proxy([], {
      get: (_target, key) => (key === 'length' ? 1_000_000 : count(key === 'constructor' ? Array : 1)),
      has: () => count(true) === true,
    });
    expect((snapshot(list, { maxSize: 10_000, maxDepth: 10 }) as unknown[]).at(-1)).toEqual(cut);
    expect(asked).toBeLessThan(20_000);
  });

  test('of a proxy that never ends is bounded', () => {
    const endless = (): object =>
      new Proxy(
        {},
        {
          get: (_target, key) => (typeof key === 'string' && /^[ab]$/.test(key) ? endless() : undefined),
          ownKeys: () => ['a', 'b'],
          getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
        },
      );
    const text = JSON.stringify(snapshot(endless(), { maxSize: 100_000, maxDepth: 100 }));
    expect(text.length).toBeLessThan(400_000);
    expect(text).toContain('[Cut');
  });

  test('of a list that claims an endless length is bounded', () => {
    const list: unknown = new Proxy([], { get: (_target, key) => (key === 'length' ? Infinity : 1) });
    const copy = snapshot(list, { maxSize: 10_000, maxDepth: 10 }) as unknown[];
    expect(copy.length).toBeLessThan(5_000);
    expect(copy.at(-1)).toEqual(cut);
  });

  test('of bytes ends after the first mebibyte, and says so', () => {
    const copy = snapshot(new Uint8Array(3 << 20)) as { byteLength: number; base64: string; cut: string };
    expect(copy.byteLength).toBe(3 << 20);
    expect(copy.cut).toBe(`[Cut: ${2 << 20} more bytes]`);
    expect(Buffer.from(copy.base64, 'base64')).toHaveLength(1 << 20);
  });

  test('of 10 million numbers in a Float64Array is bounded', () => {
    const copy = snapshot(new Float64Array(10_000_000), { maxSize: 1_000_000, maxDepth: 100 }) as unknown[];
    expect(copy.length).toBeLessThan(600_000);
    expect(copy.at(-1)).toEqual(cut);
  });

  test('of a large Set and a large Map is bounded', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `key${index}`);
    const limits = { maxSize: 10_000, maxDepth: 10 };
    expect((snapshot(new Set(keys), limits) as unknown[]).at(-1)).toEqual(cut);
    expect(snapshot(new Map(keys.map((key) => [key, 1])), limits)).toMatchObject({
      '[Cut]': expect.stringMatching(/more properties$/),
    });
  });

  test('of a small value beside a large one is whole: only what comes after the limit is cut', () => {
    const copy = snapshot({ small: { a: 1 }, large: 'x'.repeat(200), after: { b: 2 } }, { maxSize: 100, maxDepth: 10 });
    expect(copy).toMatchObject({ small: { a: 1 }, large: expect.stringMatching(/^x+\[Cut: \d+ more characters\]$/) });
    expect(copy).not.toHaveProperty('after');
    expect(copy).toHaveProperty(['[Cut]'], '1 more properties');
  });
});
