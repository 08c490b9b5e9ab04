import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { snapshot } from '../../lib/capture/snapshot.js';

/** JSON values with the keys that trip copiers over. */
const json = fc.letrec<{ value: unknown; list: unknown[]; bag: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, '', '__proto__'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.string({ unit: 'binary' }),
    tie('list'),
    tie('bag'),
  ),
  list: fc.array(tie('value'), { maxLength: 6 }),
  bag: fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'then', 'next', 'length', '[Cut]')),
    tie('value'),
    { maxKeys: 6 },
  ),
})).value;

/** Changes every list and object inside a value. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) spoil(inner);
  if (Array.isArray(value)) value.push('spoilt');
  else Object.assign(value, Object.fromEntries(Object.keys(value).map((key) => [key, 'spoilt'])), { spoilt: true });
}

describe('a snapshot of a JSON value', () => {
  test('is equal to it', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.stringify(snapshot(value))).toBe(JSON.stringify(value))));
  });

  test('shares no object with it', () => {
    fc.assert(
      fc.property(json, (value) => {
        const before = JSON.stringify(value);
        const copy = snapshot(value);
        spoil(value);
        expect(JSON.stringify(copy)).toBe(before);
      }),
    );
  });

  test('can be changed without the value changing', () => {
    fc.assert(
      fc.property(json, (value) => {
        const before = JSON.stringify(value);
        spoil(snapshot(value));
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  test('of a snapshot is the same again', () => {
    fc.assert(fc.property(json, (value) => expect(snapshot(snapshot(value))).toEqual(snapshot(value))));
  });

  test('leaves out what JSON.stringify leaves out, and has null where it has null', () => {
    const value = { gone: undefined, list: [undefined, 1], nothing: null };
    expect(JSON.stringify(snapshot(value))).toBe(JSON.stringify(value));
  });

  test('has no properties that somebody gave to all objects', () => {
    Object.defineProperty(Object.prototype, 'polluting', { value: 1, enumerable: true, configurable: true });
    try {
      expect(Object.keys(snapshot({ a: { b: 1 } }) as object)).toEqual(['a']);
    } finally {
      delete (Object.prototype as { polluting?: number }).polluting;
    }
  });

  test('keeps the order of keys', () => {
    expect(Object.keys(snapshot({ b: 1, a: 2, '1': 3 }) as object)).toEqual(['1', 'b', 'a']);
  });

  test.each([undefined, null, true, 0, -1.5, '', 'text'])('of %p is the value itself', (value) => {
    expect(snapshot(value)).toBe(value);
  });
});
