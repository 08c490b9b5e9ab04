import { describe, expect, test } from '@jest/globals';
import { snapshot } from '../../lib/capture/snapshot.js';

class Point {
  readonly #secret = 'secret';
  readonly x = 1;
  readonly y = 2;
  get sum(): number {
    return this.x + this.y;
  }
  reveal(): string {
    return this.#secret;
  }
}

class Money {
  readonly amount = 5;
  toJSON(): string {
    return `${this.amount} EUR`;
  }
}

const circular: Record<string, unknown> = { name: 'root', list: [] };
circular['self'] = circular;
(circular['list'] as unknown[]).push(circular);

const shared = { n: 1 };
const local = Symbol('local');

describe('a snapshot', () => {
  test.each<[string, unknown, unknown]>([
    ['a cycle', circular, { name: 'root', list: ['[Circular]'], self: '[Circular]' }],
    ['an object that is there twice', { a: shared, b: [shared] }, { a: { n: 1 }, b: [{ n: 1 }] }],
    ['a BigInt', { n: 12345678901234567890n }, { n: '12345678901234567890n' }],
    ['NaN and the infinities', [Number.NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity']],
    ['a Map with text keys', new Map([['a', { b: 1 }]]), { a: { b: 1 } }],
    ['a Map with other keys', new Map([[{ id: 1 }, 'x']]), [[{ id: 1 }, 'x']]],
    ['an empty Map', new Map(), {}],
    ['a Map in itself', circularMap(), { self: '[Circular]' }],
    ['a Set', new Set([1, { a: 1 }]), [1, { a: 1 }]],
    ['a Date', new Date('2026-11-20T07:35:53.892Z'), '2026-11-20T07:35:53.892Z'],
    ['an invalid Date', new Date(Number.NaN), null],
    ['a Uint8Array', new Uint8Array([1, 2, 255]), { type: 'Uint8Array', byteLength: 3, base64: 'AQL/' }],
    ['a Buffer', Buffer.from('hello'), { type: 'Buffer', byteLength: 5, base64: 'aGVsbG8=' }],
    ['an ArrayBuffer', new Uint8Array([1]).buffer, { type: 'ArrayBuffer', byteLength: 1, base64: 'AQ==' }],
    [
      'a DataView',
      new DataView(new Uint8Array([0, 1, 2, 3]).buffer, 1, 2),
      { type: 'DataView', byteLength: 2, base64: 'AQI=' },
    ],
    ['a Float32Array, as embeddings come', new Float32Array([0.5, -1]), [0.5, -1]],
    ['a Float64Array with what JSON cannot say', new Float64Array([Number.NaN]), ['NaN']],
    ['a BigInt64Array', new BigInt64Array([1n, -2n]), ['1n', '-2n']],
    ['a class instance: its own fields', new Point(), { x: 1, y: 2 }],
    ['a class instance with toJSON', new Money(), '5 EUR'],
    ['a class instance without fields', new (class Empty {})(), '[Empty]'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['a function', { f: function search() {} }, { f: '[Function: search]' }],
    ['an arrow without a name', [() => 1], ['[Function: anonymous]']],
    ['a class', Point, '[Function: Point]'],
    ['a symbol', [Symbol('s'), Symbol.iterator], ['Symbol(s)', 'Symbol(Symbol.iterator)']],
    ['symbol keys, which JSON has not', { [local]: 1, a: 2 }, { a: 2 }],
    ['a sparse list', [, 1, , 2], [null, 1, null, 2]], // eslint-disable-line no-sparse-arrays -- Holes are what is asked about.
    ['a list with properties', Object.assign([1], { extra: 2 }), [1]],
    ['a regular expression', /a+/gi, '/a+/gi'],
    ['a URL', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
    ['boxed primitives', [new String('s'), new Number(1), new Boolean(false)], ['s', 1, false]],
    ['arguments', argumentsOf(1, 'b'), { 0: 1, 1: 'b' }],
    ['an object that JSON.stringify has a text for', { toJSON: () => ({ a: [1] }) }, { a: [1] }],
    ['toJSON that returns nothing', { a: { toJSON: () => undefined } }, {}],
    ['a weak collection', [new WeakMap(), new WeakSet(), new WeakRef({})], ['[WeakMap]', '[WeakSet]', '[WeakRef]']],
  ])('copies %s', (_what, value, copy) => {
    expect(snapshot(value)).toEqual(copy);
  });

  test('copies the key __proto__ as any other, and sets no prototype', () => {
    const value = JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}') as object;
    const copy = snapshot(value) as object;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":1},"a":1}');
    const fromMap = snapshot(new Map([['__proto__', { polluted: 1 }]])) as object;
    expect(Object.getPrototypeOf(fromMap)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('names an error and what it says, with causes and members', () => {
    const error = new AggregateError([new RangeError('too far')], 'all failed', { cause: new TypeError('no key') });
    expect(snapshot({ error })).toEqual({
      error: {
        name: 'AggregateError',
        message: 'all failed',
        stack: expect.stringContaining('all failed'),
        cause: { name: 'TypeError', message: 'no key', stack: expect.any(String) },
        errors: [{ name: 'RangeError', message: 'too far', stack: expect.any(String) }],
      },
    });
  });

  test('is not changed by later changes of maps, sets, dates, bytes and instances', () => {
    const value = {
      map: new Map([['k', 1]]),
      set: new Set([1]),
      date: new Date(0),
      bytes: new Uint8Array([1]),
      floats: new Float32Array([1]),
      instance: new Point(),
    };
    const copy = snapshot(value);
    const before = JSON.stringify(copy);
    value.map.set('k', 2);
    value.set.add(2);
    value.date.setFullYear(2030);
    value.bytes[0] = 2;
    value.floats[0] = 2;
    (value.instance as { x: number }).x = 9;
    expect(JSON.stringify(copy)).toBe(before);
  });

  test('reads every property once', () => {
    let reads = 0;
    const counting = {
      get value(): number {
        return (reads += 1);
      },
    };
    expect(snapshot([counting])).toEqual([{ value: 1 }]);
    expect(reads).toBe(1);
  });

  test('takes what toJSON returns as it is, as JSON.stringify does', () => {
    class Version {
      readonly n: number;
      constructor(n: number) {
        this.n = n;
      }
      toJSON(): Version {
        return new Version(this.n + 1);
      }
    }
    expect(snapshot(new Version(1))).toEqual(JSON.parse(JSON.stringify(new Version(1))));
    const plain = { n: 1, toJSON: () => ({ n: 2, toJSON: () => ({ n: 3 }) }) };
    expect(snapshot(plain)).toMatchObject({ n: 2 });
  });

  test('takes an object whose toJSON returns the object as its properties', () => {
    class Same {
      readonly a = 1;
      toJSON(): this {
        return this;
      }
    }
    expect(snapshot(new Same())).toEqual({ a: 1 });
    const plain = { a: 1, toJSON: (): unknown => plain };
    expect(snapshot(plain)).toMatchObject({ a: 1 });
  });
});

function circularMap(): Map<string, unknown> {
  const map = new Map<string, unknown>();
  return map.set('self', map);
}

function argumentsOf(..._args: unknown[]): unknown {
  return arguments; // eslint-disable-line prefer-rest-params -- The object itself is what is asked about.
}

describe('instances of ordinary classes', () => {
  class Point {
    readonly #secret = 1;
    x = 1;
    y = 2;

    get sum(): number {
      return this.x + this.y + this.#secret;
    }

    length(): number {
      return Math.hypot(this.x, this.y);
    }
  }

  test('are recorded by their own properties', () => {
    expect(snapshot(new Point())).toEqual({ x: 1, y: 2 });
    expect(snapshot([new (class extends Point {})()])).toEqual([{ x: 1, y: 2 }]);
  });

  test('are named where they have none', () => {
    class Hidden {
      readonly #value = 1;

      get value(): number {
        return this.#value;
      }
    }
    expect(snapshot({ hidden: new Hidden() })).toEqual({ hidden: '[Hidden]' });
  });

  test('do not show what a prototype written by hand holds', () => {
    function Old(this: { own: number }): void {
      this.own = 1;
    }
    Old.prototype.inherited = 2;
    expect(snapshot(new (Old as unknown as new () => object)())).toEqual({ own: 1 });
  });

  test('may have a member called __proto__', () => {
    const instance = new Point();
    Object.defineProperty(instance, '__proto__', { value: 3, enumerable: true });
    expect(Object.entries(snapshot(instance) as object)).toEqual([
      ['x', 1],
      ['y', 2],
      ['__proto__', 3],
    ]);
  });
});
