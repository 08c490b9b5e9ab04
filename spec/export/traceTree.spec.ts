import { describe, expect, test } from '@jest/globals';
import { RunTree, startRun, traceable } from 'tracenest';
import { expectTree, MemoryExporter, traceTree, TraceTreeError } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';
import { plainRun } from '../helpers/plainRun.js';

const { exporter } = freshTracing();

const leaf = traceable(() => 1, { name: 'leaf' });
const failing = traceable(
  () => {
    throw new Error('no');
  },
  { name: 'failing' },
);
const branch = traceable(
  () => {
    leaf();
    try {
      failing();
    } catch {
      leaf();
    }
  },
  { name: 'branch' },
);

describe('traceTree', () => {
  test('writes a name a line, two spaces a level, siblings as they started, and a status that is no success', () => {
    branch();
    leaf();
    expect(traceTree(exporter)).toBe('branch\n  leaf\n  failing [error]\n  leaf\nleaf');
  });

  test('shows what has not ended as running', () => {
    const run = new RunTree({ name: 'root' }, undefined, exporter);
    run.announce();
    run.createChild({ name: 'child' }).end();
    expect(traceTree(exporter)).toBe('root [running]\n  child');
  });

  test('takes runs as well as an exporter', () => {
    const root = plainRun({ name: 'root', end: 1 });
    expect(traceTree([plainRun({ name: 'child', parent: root, end: 1 }), root])).toBe('root\n  child');
    expect(traceTree(new Set([root]))).toBe('root');
  });

  test('of nothing is empty', () => {
    expect(traceTree(new MemoryExporter())).toBe('');
    expect(traceTree([])).toBe('');
  });

  test('of runs 2,000 levels deep is written', () => {
    let run = new RunTree({ name: 'deep' }, undefined, exporter);
    const runs = [run];
    for (let level = 1; level < 2_000; level++) runs.push((run = run.createChild({ name: 'deep' })));
    expect(traceTree(runs).split('\n')).toHaveLength(2_000);
  });
});

describe('expectTree', () => {
  test('is content with the tree that was, however the text is indented', () => {
    branch();
    expectTree(exporter, 'branch\n  leaf\n  failing [error]\n  leaf');
    expectTree(
      exporter,
      `
        branch
          leaf
          failing [error]
          leaf
      `,
    );
  });

  test('is content with nothing where nothing was traced', () => {
    expectTree(exporter, '');
    expectTree(exporter, '\n   \n');
  });

  test.each([
    ['a run is missing', 'branch\n  leaf\n  failing [error]\n  leaf\n  leaf'],
    ['a run is too many', 'branch\n  leaf\n  failing [error]'],
    ['a run sits elsewhere', 'branch\n  leaf\n  failing [error]\n    leaf'],
    ['the order is another', 'branch\n  leaf\n  leaf\n  failing [error]'],
    ['a status is another', 'branch\n  leaf\n  failing\n  leaf'],
    ['a name is another', 'branch\n  leaf\n  failing [error]\n  Leaf'],
    ['nothing was expected', ''],
  ])('throws with both trees where %s', (_what, expected) => {
    branch();
    const actual = 'branch\n  leaf\n  failing [error]\n  leaf';
    let error: unknown;
    try {
      expectTree(exporter, expected);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TraceTreeError);
    expect(error).toMatchObject({ name: 'TraceTreeError', expected, actual });
    expect((error as Error).message).toContain(`Expected:\n${expected}\n`);
    expect((error as Error).message).toContain(`Actual:\n${actual}\n`);
  });

  test('shows a run that was not ended, where it was expected to be', () => {
    startRun({ name: 'open' });
    expect(() => expectTree(exporter, 'open')).toThrow('open [running]');
  });
});

test('throws on what is no tree, and says what to pass', () => {
  for (const source of [undefined, null, 5, {}]) {
    expect(() => traceTree(source as MemoryExporter)).toThrow(/Pass a MemoryExporter, or a list of runs\./);
  }
  expect(() => expectTree(exporter, undefined as unknown as string)).toThrow(/^expectTree got undefined/);
});
