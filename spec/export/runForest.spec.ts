import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runForest, type RunNode } from 'tracenest/exporters';
import type { Run } from 'tracenest';
import { plainRun } from '../helpers/plainRun.js';

function shape(nodes: readonly RunNode[]): unknown[] {
  return nodes.map(({ run, children }) => [run.name, ...shape(children)]);
}

function count(nodes: readonly RunNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + count(children), 0);
}

describe('the forest of runs', () => {
  test('puts every run below its parent, in the order of the starts, whatever order they come in', () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parents, fc.infiniteStream(fc.nat()), (choices, random) => {
        const runs: Run[] = [];
        for (const [index, choice] of choices.entries()) {
          runs.push(plainRun({ parent: index === 0 ? undefined : runs[choice % index], start: index / 10 }));
        }
        const shuffled = runs.map((run) => [random.next().value, run] as const).sort(([one], [other]) => one - other);
        const forest = runForest(shuffled.map(([, run]) => run));
        expect(shape(forest)).toEqual(shape(runForest(runs)));
        expect(count(forest)).toBe(runs.length);
        const check = (nodes: readonly RunNode[], parent: Run | undefined): void => {
          expect(nodes.map(({ run }) => run.startTime)).toEqual(
            nodes.map(({ run }) => run.startTime).sort((a, b) => a - b),
          );
          for (const { run, children } of nodes) {
            expect(run.parentRunId).toBe(parent?.id);
            check(children, run);
          }
        };
        check(forest, undefined);
      }),
    );
  });

  test('puts a run whose parent is not there at the top', () => {
    const gone = plainRun({ name: 'gone' });
    const child = plainRun({ name: 'child', parent: gone, start: 1 });
    const root = plainRun({ name: 'root', start: 2 });
    expect(shape(runForest([root, child]))).toEqual([['child'], ['root']]);
  });

  test('takes a run that comes twice once, as it came last', () => {
    const root = plainRun({ name: 'root' });
    expect(shape(runForest([root, { ...root, name: 'root again' }]))).toEqual([['root again']]);
  });

  test('of nothing is nothing', () => {
    expect(runForest([])).toEqual([]);
  });
});
