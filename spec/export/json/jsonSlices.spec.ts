import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonSlices, weigh } from '../../../lib/export/json/jsonSlices.js';

describe('JSON in slices', () => {
  test('is the JSON, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([...jsonSlices(value)].join('')).toBe(JSON.stringify(value));
      }),
    );
  });

  test.each([
    ['a text', 'x"\\\n'.repeat(200_000)],
    ['a text of pairs', '😀'.repeat(200_000)],
    ['a text with a lone half', `${'\ud83d'.repeat(200_000)}`],
    ['rows', Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'row' }))],
    ['a list with holes of undefined', [undefined, 'x'.repeat(300_000), undefined, null]],
    ['an object', { a: undefined, b: 'x'.repeat(300_000), c: { d: ['y'.repeat(300_000)] }, e: undefined, f: 1 }],
  ])('of %s is the JSON, in slices that take a moment each', (_name, value) => {
    const slices = [...jsonSlices(value)];
    expect(slices.join('')).toBe(JSON.stringify(value));
    expect(slices.length).toBeGreaterThan(1);
    // An escaped half of a pair takes six characters.
    expect(Math.max(...slices.map(({ length }) => length))).toBeLessThan(128 * 1024 * 7);
  });

  test('weighs about what the JSON is long, and looks no further than it has to', () => {
    const value = { text: 'x'.repeat(1_000), rows: Array(100).fill({ a: 1, b: 'two' }) };
    const { length } = JSON.stringify(value);
    expect(weigh(value, Infinity)).toBeGreaterThan(length * 0.6);
    expect(weigh(value, Infinity)).toBeLessThan(length * 2);
    let reads = 0;
    const list = Array.from({ length: 1_000 }, () =>
      Object.defineProperty({}, 'a', { enumerable: true, get: () => ((reads += 1), 'x'.repeat(100)) }),
    );
    weigh(list, 500);
    expect(reads).toBeLessThan(10);
  });
});
