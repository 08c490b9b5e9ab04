import { describe, expect, test } from '@jest/globals';
import { createContext, runInContext } from 'node:vm';
import { isPlainObject } from '../../lib/capture/plainObject.js';
import { captureOutput } from '../../lib/capture/outputs.js';
import { snapshot } from '../../lib/capture/snapshot.js';

const realm = createContext({});

/** A value of another realm: its `Object`, `Map`, `Error` … are not ours. */
function foreign(expression: string): unknown {
  return runInContext(`(${expression})`, realm);
}

describe('a snapshot of a value from another realm is that of the same value from here', () => {
  test.each([
    '{ a: [1, { b: "text" }], c: null }',
    '[1, [2]]',
    'new Map([["k", { a: 1 }]])',
    'new Map([[{ k: 1 }, 1]])',
    'new Set([1, "two"])',
    'new Date(0)',
    'new Date(NaN)',
    'new Uint8Array([1, 2, 3])',
    'new Uint8ClampedArray([1, 2, 3])',
    'new Uint8Array([1, 2, 3]).buffer',
    'new DataView(new Uint8Array([1, 2, 3]).buffer)',
    'new Float32Array([0.5])',
    'new BigInt64Array([1n])',
    '/a+/g',
    'new String("s")',
    'new Number(1)',
    'new Boolean(false)',
    'new (class Point { x = 1; })()',
    'new (class Empty {})()',
    'function search() {}',
    'Symbol("s")',
    '10n',
    '{ toJSON: () => ({ a: 1 }) }',
    'Object.create(null)',
    'Promise.resolve(1)',
    'new WeakMap()',
    '(function* () {})()',
    '(async function* () {})()',
  ])('%s', (expression) => {
    const here = (0, eval)(`(${expression})`) as unknown;
    expect(snapshot(foreign(expression))).toEqual(snapshot(here));
  });

  test.each([
    'new RangeError("too far", { cause: new TypeError("key") })',
    'new AggregateError([new Error("one")], "all")',
  ])('%s, apart from the stack', (expression) => {
    const here = (0, eval)(expression) as unknown;
    const withoutStacks = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'stack' ? undefined : part)));
    expect(withoutStacks(snapshot(foreign(expression)))).toEqual(withoutStacks(snapshot(here)));
  });
});

describe('a plain object from another realm', () => {
  test('is a plain object', () => {
    expect(isPlainObject(foreign('{ a: 1 }'))).toBe(true);
    expect(isPlainObject(foreign('Object.create(null)'))).toBe(true);
    expect(isPlainObject(foreign('[1]'))).toBe(false);
    expect(isPlainObject(foreign('new Map()'))).toBe(false);
    expect(isPlainObject(foreign('new (class Point {})()'))).toBe(false);
  });

  test('returned by a traced function is the outputs as it is', () => {
    expect(captureOutput(foreign('{ found: 1 }'))).toEqual({ found: 1 });
  });
});
