import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { criticalPath } from '../../../lib/viewer/model/criticalPath.js';
import { flameLanes } from '../../../lib/viewer/model/flameLanes.js';
import { selfTime } from '../../../lib/viewer/model/selfTime.js';
import { timeMarks } from '../../../lib/viewer/model/timeAxis.js';
import { childrenOf, treeOf } from '../../../lib/viewer/model/tree.js';
import { anyTrace, nestedTrace } from './randomTree.js';

describe('self time', () => {
  test('counts the milliseconds in which no child was going on', () => {
    fc.assert(
      fc.property(anyTrace, ({ parents, start, end }) => {
        const tree = treeOf(parents, start);
        for (const run of tree.order) {
          let expected = 0;
          for (let at = start[run] ?? 0; at < (end[run] ?? 0); at++) {
            const isCovered = [...childrenOf(tree, run)].some(
              (child) => (start[child] ?? 0) <= at && at < (end[child] ?? 0),
            );
            if (!isCovered) expected++;
          }
          expect(selfTime(tree, { start, end }, run)).toBe(expected);
        }
      }),
    );
  });
});

describe('the critical path', () => {
  test('goes through the child that ended last, and the one before it', () => {
    //          root 0–10; a 1–4, b 2–6 beside it, c 6–9 after it
    const start = [0, 1, 2, 6];
    const end = [10, 4, 6, 9];
    const tree = treeOf([-1, 0, 0, 0], start);
    expect(criticalPath(tree, { start, end }, 0)).toEqual([
      { run: 0, from: 0, to: 2 },
      { run: 2, from: 2, to: 6 },
      { run: 3, from: 6, to: 9 },
      { run: 0, from: 9, to: 10 },
    ]);
  });

  test('leaves out a child that outlived its parent', () => {
    const start = [0, 2];
    const end = [10, 30];
    const tree = treeOf([-1, 0], start);
    expect(criticalPath(tree, { start, end }, 0)).toEqual([{ run: 0, from: 0, to: 10 }]);
  });

  test('covers the time of the root without gap or overlap, each stretch inside its run', () => {
    fc.assert(
      fc.property(nestedTrace, ({ parents, start, end }) => {
        const tree = treeOf(parents, start);
        const segments = criticalPath(tree, { start, end }, 0);
        let reached = start[0] ?? 0;
        for (const { run, from, to } of segments) {
          expect(from).toBe(reached);
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(start[run] ?? 0);
          expect(to).toBeLessThanOrEqual(end[run] ?? 0);
          reached = to;
        }
        expect(reached).toBe(end[0]);
      }),
    );
  });
});

describe('the lanes of a flame chart', () => {
  test('put no two runs on one place, and children below their parents', () => {
    fc.assert(
      fc.property(nestedTrace, ({ parents, start, end }) => {
        const tree = treeOf(parents, start);
        const lanes = flameLanes(tree, { start, end });
        for (const run of tree.order) {
          const above = tree.parent[run] ?? -1;
          if (above >= 0) expect(lanes[run]).toBeGreaterThan(lanes[above] ?? 0);
          for (const other of tree.order) {
            if (other <= run || lanes[run] !== lanes[other]) continue;
            const overlap = Math.min(end[run] ?? 0, end[other] ?? 0) - Math.max(start[run] ?? 0, start[other] ?? 0);
            expect(overlap).toBeLessThanOrEqual(0);
          }
        }
      }),
    );
  });
});

test('time marks are round and few', () => {
  expect(timeMarks(1000, 4)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(timeMarks(2.4, 4)).toEqual([0, 0.5, 1, 1.5, 2]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 10 }), (span, wanted) => {
      const marks = timeMarks(span, wanted);
      expect(marks[0]).toBe(0);
      expect(marks.length).toBeLessThanOrEqual(1.25 * wanted + 1.001);
      expect(marks.at(-1)).toBeLessThanOrEqual(span * 1.000001);
    }),
  );
  expect(timeMarks(0, 4)).toEqual([0]);
});
