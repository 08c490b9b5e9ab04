import { describe, expect, test } from '@jest/globals';
import { bind, traceable, Zone } from 'tracenest';
import { here, labelled } from '../helpers/labels.js';

describe('bind', () => {
  test('runs the function in the zone where it was bound', async () => {
    const bound = labelled('A').run(() => bind(here));
    expect(bound()).toBe('A');
    expect(labelled('B').run(() => bound())).toBe('A');
    expect(await new Promise((resolve) => setTimeout(() => resolve(bound())))).toBe('A');
  });

  test('bound again, by whichever zone, the function stays bound where it was first', () => {
    const bound = labelled('A').bind(here);
    expect(bind(bound)).toBe(bound);
    expect(labelled('B').bind(bound)).toBe(bound);
  });

  test('bound twice from the original, there are two functions, each with its zone', () => {
    const [a, b] = [labelled('A').bind(here), labelled('B').bind(here)];
    expect(a).not.toBe(b);
    expect([a(), b()]).toEqual(['A', 'B']);
  });

  test('keeps this, every argument, the name and the length', () => {
    class Ranking {
      readonly weight = 2;
      rank(first: number, second = 0): number[] {
        return [first * this.weight, second];
      }
    }
    const ranking = new Ranking();
    const bound = bind(ranking.rank);
    expect(bound.call(ranking, 3, 4)).toEqual([6, 4]);
    expect([bound.name, bound.length]).toEqual(['rank', 1]);
    expect(bind((...args: unknown[]) => args)(1, undefined, null)).toEqual([1, undefined, null]);
  });

  test('keeps a name that only a descriptor gives, and a symbol', () => {
    const renamed = Object.defineProperty(() => undefined, 'name', { value: 'given name' });
    expect(bind(renamed).name).toBe('given name');
    const tag = Symbol('tag');
    expect(bind({ [tag]: () => undefined }[tag]).name).toBe('[tag]');
    const { name, length } = Object.getOwnPropertyDescriptors(bind(here));
    expect(name).toMatchObject({ writable: false, enumerable: false, configurable: true });
    expect(length).toMatchObject({ writable: false, enumerable: false, configurable: true });
  });

  test('passes on what the function returns and throws, the same object', () => {
    const value = {};
    expect(bind(() => value)()).toBe(value);
    const error = new Error('thrown');
    expect(
      bind(() => {
        throw error;
      }),
    ).toThrow(error);
  });

  test('gives the caller its zone back, whatever the function left entered', () => {
    const bound = labelled('A').bind(() => Zone.enter(labelled('left behind')));
    labelled('B').run(() => {
      bound();
      expect(here()).toBe('B');
    });
  });

  test('returns what is no function as it is', () => {
    for (const value of [undefined, null, 1, '', true, Symbol('s'), {}, [() => 1], Promise.resolve()]) {
      expect(bind(value)).toBe(value);
    }
  });

  test('of a traced function nests its runs where it was bound', () => {
    const inner = traceable(() => here(), { name: 'inner' });
    const bound = labelled('A').run(() => bind(inner));
    expect(labelled('B').run(() => bound())).toBe('A');
  });

  test('is no constructor, as an arrow function or a method is none', () => {
    const bound = bind(here);
    expect('prototype' in bound).toBe(false);
  });
});
