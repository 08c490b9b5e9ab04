import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import openWabt from 'wabt';
import { JsonDesk } from '../../../lib/export/json/jsonDesk.js';
import { JsonText, stretch } from '../../../lib/export/json/jsonText.js';
import { jsonTextModule } from '../../../lib/export/json/jsonTextModule.js';

const desk = new JsonDesk();

function written(value: unknown): string {
  desk.clear();
  desk.json(value);
  return desk.written.toString();
}

/** Longer than what goes through `JSON.stringify`, of all that JSON escapes and UTF-8 writes in several bytes. */
const longTexts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        'plain text, '.repeat(3),
        '"',
        '\\',
        '\n',
        '\0',
        '\x1f',
        '\x7f',
        '\x80',
        '\u2028',
        '\ufffd',
        '😀',
        '€',
      ),
      fc.constantFrom('\ud83d', '\ude00'),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((pieces) => pieces.join('').padEnd(300, 'x'));

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    longTexts,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(fc.oneof(tie('value'), fc.constant(undefined)), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.oneof(tie('value'), fc.constant(undefined)), { maxKeys: 3 }),
  ),
})).value;

describe('a value with long texts', () => {
  test('is written as JSON.stringify writes it, whatever is in it', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(written(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  test.each(
    [stretch - 1, stretch, stretch + 1, 2 * stretch, 200_000].flatMap((length) =>
      ['x', '"', '\x01', 'é', '😀', '\ud83d'].map((unit) => [length, unit] as const),
    ),
  )('of %d characters of %j is the same', (length, unit) => {
    const text = `-${unit.repeat(length)}`.slice(0, length);
    // Not by `toBe`, which would print both.
    expect(written({ text }) === JSON.stringify({ text })).toBe(true);
  });

  test.each([
    ['toJSON', { at: new Date(0), text: { toJSON: () => 'x'.repeat(400) }, long: 'y'.repeat(400) }],
    ['what JSON leaves out', { f: () => 1, s: Symbol('s'), u: undefined, long: 'y'.repeat(400) }],
    ['a key that is a setter elsewhere', JSON.parse(`{"__proto__":{"long":"${'z'.repeat(400)}"}}`)],
    [
      'a text that lies deeper than anybody looks',
      JSON.parse(`${'['.repeat(99)}"${'z'.repeat(400)}"${']'.repeat(99)}`),
    ],
    ['keys that are long texts', { ['k"'.repeat(300)]: 'y'.repeat(400) }],
  ])('heeds %s', (_name, value) => {
    expect(written(value)).toBe(JSON.stringify(value));
  });

  test('is refused where JSON has no word for it', () => {
    expect(() => written({ long: 'y'.repeat(400), big: 1n })).toThrow(TypeError);
  });
});

describe('the WebAssembly that writes long texts', () => {
  test('is its source, assembled: npm run wasm makes it anew', async () => {
    const { parseWat } = await openWabt();
    const source = readFileSync(new URL('../../../lib/export/json/jsonText.wat', import.meta.url), 'utf8');
    const { buffer } = parseWat('jsonText.wat', source, { simd: true }).toBinary({});
    expect(Buffer.from(buffer).toString('base64')).toBe(jsonTextModule);
  });

  test('is not needed: a program that must not have any gets the same from JSON.stringify', () => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
    Object.defineProperty(globalThis, 'WebAssembly', { value: undefined, configurable: true });
    try {
      expect(JsonText.open()).toBeUndefined();
      const value = { long: 'y"'.repeat(400) };
      const bare = new JsonDesk(JsonText.open());
      bare.json(value);
      expect(bare.written.toString()).toBe(JSON.stringify(value));
    } finally {
      Object.defineProperty(globalThis, 'WebAssembly', descriptor ?? {});
    }
  });
});
