import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

function inputsOf(callable: (...args: any[]) => unknown, ...args: unknown[]): unknown {
  traceable(callable, { name: 'call' })(...args);
  return exporter.runs.at(-1)?.inputs;
}

describe('the inputs of a call', () => {
  test('are its arguments by parameter name', () => {
    expect(inputsOf((question: string, topK: number) => [question, topK], 'Why?', 3)).toEqual({
      question: 'Why?',
      topK: 3,
    });
  });

  test('have no entry for an argument that was not given, also where it has a default', () => {
    expect(inputsOf((a: number, b = 2, c = 3) => [a, b, c], 1)).toEqual({ a: 1 });
    expect(inputsOf((a: number, b = 2, c = 3) => [a, b, c], 1, undefined, 5)).toEqual({ a: 1, b: undefined, c: 5 });
    expect(inputsOf((a: number) => a)).toEqual({});
  });

  test('have a null and a false argument as they are', () => {
    expect(inputsOf((a: unknown, b: unknown) => [a, b], null, false)).toEqual({ a: null, b: false });
  });

  test('have a rest parameter as a list', () => {
    expect(inputsOf((a: number, ...rest: number[]) => [a, rest], 1, 2, 3)).toEqual({ a: 1, rest: [2, 3] });
    expect(inputsOf((a: number, ...rest: number[]) => [a, rest], 1)).toEqual({ a: 1 });
  });

  test("have an object pattern's properties under their own names", () => {
    const search = ({ question, topK = 3 }: { question: string; topK?: number }, flag: boolean): unknown => [
      question,
      topK,
      flag,
    ];
    expect(inputsOf(search, { question: 'Why?', more: 1 }, true)).toEqual({ question: 'Why?', more: 1, flag: true });
  });

  test('keep an object pattern whole where its properties would hide another argument', () => {
    const search = ({ flag }: { flag: string }, other: unknown): unknown => [flag, other];
    expect(inputsOf(search, { flag: 'a', other: 'b' }, 'c')).toEqual({ arg0: { flag: 'a', other: 'b' }, other: 'c' });
  });

  test("have an object pattern's properties also where a class instance was passed", () => {
    class Query {
      readonly question = 'Why?';
    }
    expect(inputsOf(({ question }: Query) => question, new Query())).toEqual({ question: 'Why?' });
  });

  test('keep what an object pattern cannot be of, and what a list pattern takes, whole, under its place', () => {
    const search = ({ length }: { length: number }, [first]: number[]): unknown => [length, first];
    expect(inputsOf(search, 'text', [1, 2])).toEqual({ arg0: 'text', arg1: [1, 2] });
    expect(inputsOf(({ length }: { length: number }) => length, [1])).toEqual({ arg0: [1] });
  });

  test('have arguments beyond the parameters under args', () => {
    expect(inputsOf((a: number) => a, 1, 2, 3)).toEqual({ a: 1, args: [2, 3] });
    expect(inputsOf(() => 1, 2)).toEqual({ args: [2] });
    expect(inputsOf((args: number) => args, 1, 2)).toEqual({ args: 1, moreArgs: [2] });
  });

  test('are a list where names cannot be had', () => {
    expect(inputsOf(Math.max, 1, 2)).toEqual({ args: [1, 2] });
    expect(inputsOf(((a: number) => a).bind(undefined), 1)).toEqual({ args: [1] });
  });

  test('do not confuse a parameter called __proto__ or constructor', () => {
    const odd = (0, eval)('(__proto__, constructor, toString) => 1') as (...args: unknown[]) => unknown;
    const inputs = inputsOf(odd, 1, 2, 3) as object;
    expect(Object.entries(inputs)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ]);
    expect(
      inputsOf((0, eval)('({ a }, constructor) => 1') as () => unknown, JSON.parse('{"a":1,"__proto__":2}'), 3),
    ).toEqual(JSON.parse('{"a":1,"__proto__":2,"constructor":3}'));
  });

  test('are as they were at the call', () => {
    const list = [1];
    traceable((items: number[]) => items.push(2), { name: 'call' })(list);
    expect(exporter.runs[0]?.inputs).toEqual({ items: [1] });
    expect(list).toEqual([1, 2]);
  });
});
