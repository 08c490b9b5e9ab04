import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ancestorsOf, childrenOf, treeOf } from '../../../lib/viewer/model/tree.js';
import { isClosed, openedTo, visibleRows } from '../../../lib/viewer/model/visibleRows.js';
import { anyTrace } from './randomTree.js';

describe('the tree of a trace', () => {
  test('stands in order of start, each run before its children', () => {
    const tree = treeOf([2, 2, -1, 0], [5, 3, 0, 6]);
    expect([...tree.order]).toEqual([2, 1, 0, 3]);
    expect([...tree.depth]).toEqual([1, 1, 0, 2]);
    expect([...tree.below]).toEqual([1, 0, 3, 0]);
    expect([...childrenOf(tree, 2)]).toEqual([1, 0]);
    expect(ancestorsOf(tree, 3)).toEqual([0, 2]);
  });

  test('holds every run once, whatever the parents are', () => {
    fc.assert(
      fc.property(anyTrace, ({ parents, start }) => {
        const tree = treeOf(parents, start);
        expect([...tree.order].sort((a, b) => a - b)).toEqual(parents.map((_, run) => run));
        for (const run of tree.order) {
          const above = tree.parent[run] ?? -1;
          if (above < 0) expect(tree.roots).toContain(run);
          else expect(tree.place[above]).toBeLessThan(tree.place[run] ?? 0);
          expect(tree.depth[run]).toBe(ancestorsOf(tree, run).length);
        }
      }),
    );
  });

  test('cuts a cycle at one place', () => {
    const tree = treeOf([1, 2, 0, 0], [0, 1, 2, 3]);
    expect(tree.roots).toHaveLength(1);
    expect(tree.order).toHaveLength(4);
  });

  test('is built for a chain of 100,000 without running out of stack', () => {
    const parents = Array.from({ length: 100_000 }, (_, run) => run - 1);
    expect(treeOf(parents, parents).below[0]).toBe(99_999);
  });
});

describe('the rows that are shown', () => {
  test('are those with no closed run above them', () => {
    fc.assert(
      fc.property(anyTrace, fc.array(fc.nat(40)), ({ parents, start }, list) => {
        const tree = treeOf(parents, start);
        const closed = new Set(list);
        const expected = [...tree.order].filter((run) => !ancestorsOf(tree, run).some((above) => closed.has(above)));
        expect([...visibleRows(tree, (run) => closed.has(run))]).toEqual(expected);
      }),
    );
  });

  test('reach down to a depth, and open to a run', () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(5), fc.nat(), ({ parents, start }, depth, wanted) => {
        const tree = treeOf(parents, start);
        const closing = { depth, toggled: new Set<number>() };
        const shown = [...visibleRows(tree, (run) => isClosed(tree, closing, run))];
        expect(shown).toEqual([...tree.order].filter((run) => (tree.depth[run] ?? 0) <= depth));
        if (parents.length === 0) return;
        const run = wanted % parents.length;
        const opened = { depth, toggled: openedTo(tree, closing, run) };
        expect(visibleRows(tree, (one) => isClosed(tree, opened, one))).toContain(run);
      }),
    );
  });
});
