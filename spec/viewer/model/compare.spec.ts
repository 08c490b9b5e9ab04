import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alignTrees, type LabelledTree } from '../../../lib/viewer/model/alignTrees.js';
import { diffValues, readableJson } from '../../../lib/viewer/model/diffTexts.js';
import { treeOf } from '../../../lib/viewer/model/tree.js';
import { anyTrace } from './randomTree.js';

function labelled(parents: number[], labels: readonly string[]): LabelledTree {
  const tree = treeOf(
    parents,
    parents.map((_, run) => run),
  );
  return { tree, label: (run) => labels[run] ?? '' };
}

describe('two trees side by side', () => {
  test('meet where the same runs ran in the same order', () => {
    const left = labelled([-1, 0, 0, 0], ['root', 'search', 'rank', 'write']);
    const right = labelled([-1, 0, 0, 0, 0], ['root', 'plan', 'search', 'write', 'check']);
    expect(alignTrees(left, right)).toEqual([
      { left: 0, right: 0, depth: 0 },
      { left: null, right: 1, depth: 1 },
      { left: 1, right: 2, depth: 1 },
      { left: 2, right: null, depth: 1 },
      { left: 3, right: 3, depth: 1 },
      { left: null, right: 4, depth: 1 },
    ]);
  });

  test('show every run of both once, and pair only what has the same label', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(anyTrace, anyTrace, fc.array(label, { minLength: 40, maxLength: 40 }), (a, b, labels) => {
        const left = labelled(a.parents, labels);
        const right = labelled(b.parents, [...labels].reverse());
        const rows = alignTrees(left, right);
        const side = (name: 'left' | 'right'): number[] => rows.map((row) => row[name]).filter((run) => run !== null);
        expect(side('left').sort((x, y) => x - y)).toEqual(a.parents.map((_, run) => run));
        expect(side('right').sort((x, y) => x - y)).toEqual(b.parents.map((_, run) => run));
        for (const row of rows) {
          if (row.left !== null && row.right !== null) expect(left.label(row.left)).toBe(right.label(row.right));
        }
      }),
    );
  });

  test('are the same for a tree and itself', () => {
    fc.assert(
      fc.property(anyTrace, ({ parents }) => {
        const one = labelled(parents, parents.map(String));
        expect(alignTrees(one, one).every((row) => row.left === row.right)).toBe(true);
      }),
    );
  });

  test('still meet where siblings differ in thousands of places', () => {
    const many = 4000;
    const parents = [-1, ...Array.from({ length: many }, () => 0)];
    const left = labelled(parents, ['root', ...Array.from({ length: many }, (_, index) => `left ${index}`)]);
    const right = labelled(parents, ['root', ...Array.from({ length: many }, (_, index) => `right ${index}`)]);
    expect(alignTrees(left, right)).toHaveLength(1 + 2 * many);
  });
});

describe('the difference of two values', () => {
  test('marks the words that changed in a line', () => {
    const lines = diffValues({ model: 'small', limit: 3 }, { model: 'large', limit: 3 });
    expect(lines?.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same', 'same']);
    expect(lines?.[1]?.pieces.filter((piece) => piece.isChanged).map((piece) => piece.text)).toEqual(['small']);
    expect(lines?.[2]?.pieces.filter((piece) => piece.isChanged).map((piece) => piece.text)).toEqual(['large']);
  });

  test('goes line by line through long texts', () => {
    const text = (changed: string): string =>
      ['first', ...Array.from({ length: 99 }, () => 'same'), changed].join('\n');
    const lines = diffValues({ text: text('three \\n') }, { text: text('seven \\n') });
    expect(
      lines?.filter(({ kind }) => kind !== 'same').map(({ pieces }) => pieces.map((one) => one.text).join('')),
    ).toEqual(['three \\\\n"', 'seven \\\\n"']);
  });

  test('keeps every line of both', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const lines = diffValues(left as never, right as never) ?? [];
        const side = (other: string): string =>
          lines
            .filter(({ kind }) => kind !== other)
            .map(({ pieces }) => pieces.map((piece) => piece.text).join(''))
            .join('\n');
        expect(side('added')).toBe(readableJson(left as never));
        expect(side('removed')).toBe(readableJson(right as never));
      }),
      { numRuns: 60 },
    );
  });
});
