import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runForest, treeText } from 'tracenest/exporters';
import type { Run, RunStatus } from 'tracenest';
import { plainRun } from '../helpers/plainRun.js';

const root = plainRun({ name: 'Assistant.answer', end: 1234.5 });
const search = plainRun({ name: 'Assistant.search', runType: 'retriever', parent: root, start: 1, end: 41 });
const rank = plainRun({ name: 'Ranker.#rank', runType: 'tool', parent: search, start: 2, end: 2.25 });
const write = plainRun({
  name: 'Assistant.write',
  runType: 'llm',
  parent: root,
  start: 50,
  end: 1200,
  status: 'error',
  error: { name: 'TypeError', message: 'no model' },
});
const forest = runForest([write, rank, search, root]);

function line(changes: Partial<Run>, end?: number): string {
  return treeText([{ run: { ...plainRun(end === undefined ? {} : { end }), name: 'call', ...changes }, children: [] }]);
}

describe('a tree as text', () => {
  test('has a line a run: its place, mark, name, run type, duration, and what went wrong', () => {
    expect(treeText(forest)).toBe(
      [
        '✓ Assistant.answer     chain       1.23 s',
        '├─ ✓ Assistant.search  retriever    40 ms',
        '│  └─ ✓ Ranker.#rank   tool        250 µs',
        '└─ ✗ Assistant.write   llm         1.15 s  TypeError: no model',
      ].join('\n'),
    );
  });

  test('has colours where they are asked for: the mark and the note by status, names bold, the rest dim', () => {
    const [first, , , last] = treeText(forest, { colors: true }).split('\n');
    const ink = (open: number, close: number, text: string): string => `\u001b[${open}m${text}\u001b[${close}m`;
    expect(first).toBe(`${ink(32, 39, '✓')} ${ink(1, 22, 'Assistant.answer')}     ${ink(2, 22, 'chain       1.23 s')}`);
    expect(last).toBe(
      `${ink(2, 22, '└─ ')}${ink(31, 39, '✗')} ${ink(1, 22, 'Assistant.write')}   ${ink(2, 22, 'llm         1.15 s')}  ${ink(31, 39, 'TypeError: no model')}`,
    );
  });

  test('with colours is the same text', () => {
    // eslint-disable-next-line no-control-regex -- Escape codes are control characters.
    expect(treeText(forest, { colors: true }).replaceAll(/\u001b\[\d+m/g, '')).toBe(treeText(forest));
  });

  test('of nothing is nothing', () => {
    expect(treeText([])).toBe('');
  });

  test.each<[RunStatus, string]>([
    ['success', '✓ call  chain       1.0 ms'],
    ['cancelled', '◼ call  chain       1.0 ms  cancelled'],
    ['interrupted', '⏸ call  chain       1.0 ms  interrupted'],
    ['abandoned', '? call  chain       1.0 ms  abandoned'],
  ])('marks a run that ended as %s', (status, text) => {
    expect(line({ status }, 1)).toBe(text);
  });

  test('marks a run that is going on', () => {
    expect(line({})).toBe('… call  chain      running');
  });

  test.each([
    [0, '0 µs'],
    [0.0004, '0 µs'],
    [0.25, '250 µs'],
    [1, '1.0 ms'],
    [9.94, '9.9 ms'],
    [12.4, '12 ms'],
    [999.4, '999 ms'],
    [1_000, '1.00 s'],
    [59_999, '60.00 s'],
    [3_600_000, '3600.00 s'],
  ])('says a duration of %d ms as "%s"', (milliseconds, text) => {
    expect(line({ endTime: plainRun().startTime + milliseconds, status: 'success' })).toMatch(new RegExp(` ${text}$`));
  });
});

describe('the lines of a tree', () => {
  const anyTexts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  const asciiTexts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });

  test('are as many as the runs, whatever their names hold', () => {
    fc.assert(
      fc.property(treesOf(anyTexts), (runs) =>
        expect(treeText(runForest(runs)).split(/\r\n|[\r\n\u2028\u2029]/)).toHaveLength(runs.length),
      ),
    );
  });

  test('fit into the width', () => {
    fc.assert(
      fc.property(treesOf(asciiTexts), fc.integer({ min: 60, max: 140 }), (runs, width) => {
        for (const text of treeText(runForest(runs), { width }).split('\n'))
          expect(text.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('fit into the width with long names and long errors', () => {
    const long = plainRun({
      name: 'a'.repeat(300),
      end: 1,
      status: 'error',
      error: { name: 'Error', message: 'b '.repeat(300) },
    });
    const below = plainRun({ ...long, parent: long });
    for (const width of [40, 60, 80, 100, 120]) {
      for (const text of treeText(runForest([long, below]), { width }).split('\n')) {
        expect(text.length).toBeLessThanOrEqual(width);
        expect(text).toContain('…');
      }
    }
  });

  test('are no narrower than 40 columns, whatever width is asked for', () => {
    for (const width of [0, -1, 10]) {
      expect(treeText([{ run: { ...root, name: 'a'.repeat(100) }, children: [] }], { width })).toMatch(
        /a{8,}… {2}chain/,
      );
    }
  });

  test('break no character in two', () => {
    fc.assert(
      fc.property(treesOf(anyTexts), fc.integer({ min: 40, max: 100 }), (runs, width) => {
        expectWhole(treeText(runForest(runs), { width }));
      }),
    );
    const emoji = plainRun({ name: '😀'.repeat(100), end: 1 });
    for (const width of [60, 61]) expectWhole(treeText(runForest([emoji]), { width }));
  });

  test('bring no control character of a name or an error to the terminal', () => {
    const hostile = plainRun({
      name: 'a\u001b[2Jb\u0007\u0000',
      end: 1,
      status: 'error',
      error: { name: 'E\u001b]0;title\u0007', message: '\u009b31mred\r' },
    });
    // eslint-disable-next-line no-control-regex -- Control characters are what is asked about.
    expect(treeText(runForest([hostile]))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

function treesOf(texts: fc.Arbitrary<string>): fc.Arbitrary<Run[]> {
  return fc
    .array(fc.tuple(texts, fc.nat({ max: 3 }), fc.option(texts)), { minLength: 1, maxLength: 12 })
    .map((parts) => {
      const runs: Run[] = [];
      for (const [name, up, message] of parts) {
        const parent = runs.at(-1 - up);
        const isShallow = parent !== undefined && parent.dottedOrder.split('.').length < 5;
        const failed = message === null ? {} : { status: 'error' as const, error: { name: 'Error', message } };
        runs.push(plainRun({ name, parent: isShallow ? parent : undefined, start: runs.length, end: 100, ...failed }));
      }
      return runs;
    });
}

/** Text that holds half a character cannot be encoded. */
function expectWhole(text: string): void {
  expect(() => encodeURIComponent(text)).not.toThrow();
}
