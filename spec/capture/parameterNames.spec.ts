import { describe, expect, test } from '@jest/globals';
import { parameterNames, type Parameter } from '../../lib/capture/parameterNames.js';

/** The function that a source makes: sources as texts, so that no compiler of the specs rewrites them. */
function made(source: string): (...args: never[]) => unknown {
  return (0, eval)(`(${source})`) as (...args: never[]) => unknown;
}

/** The method `m` (or what it is called) of a class body. */
function method(body: string, key: PropertyKey = 'm', isStatic = false): (...args: never[]) => unknown {
  const Class = made(`class { ${body} }`) as unknown as { prototype: object };
  const holder = isStatic ? Class : Class.prototype;
  return (holder as Record<PropertyKey, (...args: never[]) => unknown>)[key] as (...args: never[]) => unknown;
}

const named = (...names: string[]): Parameter[] => names.map((name) => ({ name }));

describe('the parameters of', () => {
  test.each<[string, string, Parameter[]]>([
    ['a function', 'function f(a, b) {}', named('a', 'b')],
    ['a function without any', 'function f() { return (a, b) => a; }', []],
    ['a function without a name', 'function (a) {}', named('a')],
    ['an async function', 'async function f(a, b) {}', named('a', 'b')],
    ['a generator', 'function* f(a) {}', named('a')],
    ['a generator, spaced otherwise', 'function *f(a) {}', named('a')],
    ['an async generator', 'async function* f(a) {}', named('a')],
    ['an arrow', '(a, b) => a', named('a', 'b')],
    ['an arrow without parentheses', 'a => a', named('a')],
    ['an arrow without parameters', '() => 1', []],
    ['an arrow whose body has parentheses', 'a => f(b, c)', named('a')],
    ['an arrow that returns an arrow', 'a => (b, c) => 1', named('a')],
    ['an async arrow', 'async (a, b) => a', named('a', 'b')],
    ['an async arrow without parentheses', 'async a => a', named('a')],
    ['an arrow whose parameter is called async', 'async => async', named('async')],
    ['a function called async', 'function async(a) {}', named('a')],
    ['names with $ and _ and other letters', 'function f($, _, größe, 名) {}', named('$', '_', 'größe', '名')],
    [
      'words that are keywords elsewhere',
      'function f(of, get, set, from, as, type) {}',
      named('of', 'get', 'set', 'from', 'as', 'type'),
    ],
    ['a trailing comma', 'function f(a, b,) {}', named('a', 'b')],
    ['several lines', 'function f(\n  a,\n  b,\n) {}', named('a', 'b')],
    ['minified code', 'function f(t,e,n){return t+e}', named('t', 'e', 'n')],
    ['a minified async arrow', 'async(t,e)=>t', named('t', 'e')],
    ['a rest parameter', 'function f(a, ...rest) {}', [{ name: 'a' }, { name: 'rest', rest: true }]],
    ['a rest parameter alone, spaced', '(... args) => 1', [{ name: 'args', rest: true }]],
    ['an object pattern', 'function f({ a, b: { c } = {}, ...d }, e) {}', [{ pattern: 'object' }, { name: 'e' }]],
    ['an object pattern with a default', '({ a } = { a: 1 }, b) => 1', [{ pattern: 'object' }, { name: 'b' }]],
    ['a list pattern', 'function f([a, , b = 2, ...c], d) {}', [{ pattern: 'array' }, { name: 'd' }]],
    ['a rest parameter that is a pattern', 'function f(...[a, b]) {}', [{ rest: true }]],
  ])('%s', (_what, source, parameters) => {
    expect(parameterNames(made(source))).toEqual(parameters);
  });

  test.each<[string, string]>([
    ['a text with commas and brackets', `a = ",)}]", b`],
    ['a text with the other quotes', `a = '"', b = "'"`],
    ['a text with escapes', String.raw`a = "\"", b = '\\'`],
    ['a template', 'a = `x, ${ [1, `)${"}"}`] } y)`, b'],
    ['a tagged template', 'a = String.raw`,(`, b'],
    ['a regular expression with quotes', `a = /["'\`]/, b`],
    ['a regular expression with brackets and a comma', 'a = /[,)(\\]/]+,/g, b'],
    ['a regular expression with an escaped slash', String.raw`a = /\/,(/.source.length, b`.replace('(/', '\\(/')],
    ['a regular expression after another', 'a = [/,/, /"/], b = /"/'],
    ['a regular expression in a call', 'a = "x".match(/[(]/), b'],
    ['a regular expression after an arrow', 'a = () => /,"/, b'],
    ['a regular expression after return', 'a = function () { return /,"/ }, b'],
    ['divisions', 'a = 4 / 2, b = 9 / 3 / 1'],
    ['a division after a parenthesis', 'a = (4) / 2, b = [9].length / 3'],
    ['a division and a text', 'a = 4 / "2".length, b = "/"'],
    ['a function', 'a = function (x, y) { return [x, ")"]; }, b'],
    ['an arrow', 'a = (x, y) => x, b'],
    ['an arrow without parentheses', 'a = x => x, b'],
    ['a class', 'a = class { m(x, y) { return ","; } static { "}"; } get g() { return 1 } }, b'],
    ['an object with a getter and a method', 'a = { get g() { return ","; }, m(x, y) {}, [`k${1}`]: 1 }, b'],
    ['a call', 'a = Math.max(1, 2), b'],
    ['comparisons', 'a = 1 < 2, b = 3 > 2'],
    ['an assignment', 'a = (() => { let x; return x = 1; })(), b'],
    ['a condition', 'a = 1 ? 2 : 3, b'],
    ['another parameter', 'a, b = a'],
    ['an equality', 'a = 1 == 1, b = 1 === 1'],
    ['a spread', 'a = Math.max(...[1, 2]), b'],
  ])('a function with a default that is %s', (_what, list) => {
    expect(parameterNames(made(`function f(${list}) {}`))).toEqual(named('a', 'b'));
    expect(parameterNames(made(`(${list}) => 1`))).toEqual(named('a', 'b'));
    expect(parameterNames(method(`m(${list}) {}`))).toEqual(named('a', 'b'));
  });

  test.each<[string, string]>([
    ['before, between and after', '/* 1 */ a /* 2 */, /* 3 */ b /* 4 */'],
    ['with commas and brackets', 'a /* ,)( */, b // ]},\n'],
    ['with quotes, which are no texts', `a, // it's\n b /* " */`],
    ['on lines of their own', '\n// the first\na,\n// the second, really\nb\n'],
    ['that look like comments in texts', 'a = "/*", b = "*/"'],
    ['that look like comments in texts, to the end of the line', 'a = "//", b'],
    ['in a default', 'a = /* , */ 1 /* ) */, b'],
    ['that hold a star and a slash apart', 'a /* * / , */, b'],
    ['that are empty', 'a/**/,/***/b'],
  ])('a function with comments %s', (_what, list) => {
    expect(parameterNames(made(`function f(${list}) {}`))).toEqual(named('a', 'b'));
    expect(parameterNames(made(`async (${list}) => 1`))).toEqual(named('a', 'b'));
  });

  test.each<[string, string, PropertyKey]>([
    ['a method', 'm(a, b) {}', 'm'],
    ['an async method', 'async m(a, b) {}', 'm'],
    ['a generator method', '*m(a, b) {}', 'm'],
    ['an async generator method', 'async *m(a, b) {}', 'm'],
    ['a method called async', 'async(a, b) {}', 'async'],
    ['a method called get', 'get(a, b) {}', 'get'],
    ['a method called static', 'static(a, b) {}', 'static'],
    ['a method with a text for a name', '"m(x, y)"(a, b) {}', 'm(x, y)'],
    ['a method with a number for a name', '1(a, b) {}', '1'],
    ['a method with a computed name', '["m" + String("(x, y)".length)](a, b) {}', 'm6'],
    ['a method with a symbol for a name', '[Symbol.iterator](a, b) {}', Symbol.iterator],
    ['an async generator with a symbol for a name', 'async *[Symbol.asyncIterator](a, b) {}', Symbol.asyncIterator],
    ['a method with a template for a name', '[`m${"(x)"}`](a, b) {}', 'm(x)'],
    ['a method with comments around', '/* x( */ m /* ( */ (a, b) {}', 'm'],
  ])('%s', (_what, body, key) => {
    expect(parameterNames(method(body, key))).toEqual(named('a', 'b'));
    expect(parameterNames(method(`static ${body}`, key, true))).toEqual(named('a', 'b'));
  });

  test('a private method', () => {
    const Class = made(
      'class { #m(a, b) {} static get(o) { return o.#m; } static make() { return new this(); } }',
    ) as never as {
      get(object: unknown): (...args: never[]) => unknown;
      make(): unknown;
    };
    expect(parameterNames(Class.get(Class.make()))).toEqual(named('a', 'b'));
  });

  test("an object literal's method", () => {
    const { m } = made('{ async m(a, b) {} }') as never as { m: () => unknown };
    expect(parameterNames(m)).toEqual(named('a', 'b'));
  });
});

describe('the parameters are unknown of', () => {
  test.each<[string, (...args: never[]) => unknown]>([
    ['a native function', Math.max],
    ['a bound function', function (this: unknown, _a: number) {}.bind(undefined)],
    ['a proxy of a function', new Proxy((a: number) => a, {})],
    ['what Function.prototype is', Function.prototype as never],
  ])('%s', (_what, callable) => {
    expect(parameterNames(callable)).toBeUndefined();
  });

  test('what is no function', () => {
    expect(parameterNames({} as never)).toBeUndefined();
    expect(parameterNames(undefined as never)).toBeUndefined();
  });
});
