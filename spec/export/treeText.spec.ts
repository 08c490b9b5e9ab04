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
  test('has a line a run: its place, mark, name, run type, duration, when it ran, and what went wrong', () => {
    expect(treeText(forest)).toBe(
      [
        '✓ Assistant.answer     chain       1.23 s  ━━━━━━━━━━━━━━━━',
        '├─ ✓ Assistant.search  retriever    40 ms  ╸',
        '│  └─ ✓ Ranker.#rank   tool        250 µs  ╸',
        '└─ ✗ Assistant.write   llm         1.15 s  ╺━━━━━━━━━━━━━━╸  TypeError: no model',
      ].join('\n'),
    );
  });

  test('has colours where they are asked for: the mark and the note by status, names bold, the rest dim', () => {
    const [first, , , last] = treeText(forest, { colors: true }).split('\n');
    const ink = (open: number, close: number, text: string): string => `\u001b[${open}m${text}\u001b[${close}m`;
    expect(first).toBe(
      `${ink(32, 39, '✓')} ${ink(1, 22, 'Assistant.answer')}     ${ink(2, 22, 'chain       1.23 s')}  ${ink(2, 22, '━'.repeat(16))}`,
    );
    expect(last).toBe(
      `${ink(2, 22, '└─ ')}${ink(31, 39, '✗')} ${ink(1, 22, 'Assistant.write')}   ${ink(2, 22, 'llm         1.15 s')}  ${ink(2, 22, '╺━━━━━━━━━━━━━━╸')}  ${ink(31, 39, 'TypeError: no model')}`,
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
    [0.9996, '1.0 ms'],
    [9.96, '10 ms'],
    [999.6, '1.00 s'],
    [59_994, '59.99 s'],
    [59_999, '1 min 0 s'],
    [75_310, '1 min 15 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 0 min'],
    [5_000_000, '1 h 23 min'],
    [-5, '0 µs'],
  ])('says a duration of %d ms as "%s"', (milliseconds, text) => {
    expect(line({ endTime: plainRun().startTime + milliseconds, status: 'success' })).toMatch(new RegExp(` ${text}$`));
  });
});

describe('the lines of a tree', () => {
  const anyTexts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  const asciiTexts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });

  test('are as many as the runs where nothing failed, with blank lines between trees', () => {
    fc.assert(
      fc.property(treesOf(anyTexts, fc.constant(null)), (runs) =>
        expect(
          treeText(runForest(runs))
            .split(/\r\n|[\r\n\u0085\u2028\u2029]/)
            .filter((text) => text !== ''),
        ).toHaveLength(runs.length),
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
    const { id: _id, ...same } = long;
    const below = plainRun({ ...same, parent: long, parentRunId: long.id });
    for (const width of [40, 60, 80, 100, 120]) {
      const texts = treeText(runForest([long, below]), { width }).split('\n');
      for (const text of texts) expect(text.length).toBeLessThanOrEqual(width);
      expect(texts.filter((text) => text.includes('a… '))).toHaveLength(2);
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

describe('what went wrong', () => {
  const message = 'no heading has every word of: how, retry, failed, request, when, endpoint, busy, often, enough';
  const failed = { status: 'error', error: { name: 'NoMatchError', message } } as const;

  test('stands below its run where it does not fit beside it, whole, with the rails of the tree', () => {
    const top = plainRun({ name: 'answer', end: 100 });
    const find = plainRun({ name: 'find', parent: top, end: 50, ...failed });
    const every = plainRun({ name: 'every', parent: find, end: 20, ...failed });
    const other = plainRun({ name: 'other', parent: top, start: 60, end: 100, ...failed });
    expect(treeText(runForest([top, find, every, other]), { width: 80 })).toBe(
      [
        '✓ answer       chain       100 ms',
        '├─ ✗ find      chain        50 ms',
        '│  │ NoMatchError: no heading has every word of: how, retry, failed, request,',
        '│  │ when, endpoint, busy, often, enough',
        '│  └─ ✗ every  chain        20 ms',
        '│       NoMatchError: no heading has every word of: how, retry, failed, request,',
        '│       when, endpoint, busy, often, enough',
        '└─ ✗ other     chain        40 ms',
        '     NoMatchError: no heading has every word of: how, retry, failed, request,',
        '     when, endpoint, busy, often, enough',
      ].join('\n'),
    );
  });

  test('keeps the lines that it has, without what colours them', () => {
    const error = { name: 'AssertionError', message: `expected\u001b[32m\n\n  + ${'1'.repeat(90)}\r\n  - 2\u001b[39m` };
    expect(line({ status: 'error', error }, 1).split('\n').slice(1)).toEqual([
      '  AssertionError: expected',
      `  + ${'1'.repeat(90)}`,
      '  - 2',
    ]);
  });

  test('is cut after eight lines', () => {
    const error = { name: 'HTTPError', message: 'a page '.repeat(100_000) };
    const texts = line({ status: 'error', error }, 1).split('\n');
    expect(texts).toHaveLength(9);
    expect(texts[8]).toMatch(/…$/);
  });
});

describe('the timeline', () => {
  const top = plainRun({ name: 'top', end: 160 });
  const runs = [
    top,
    plainRun({ name: 'one', parent: top, end: 40 }),
    plainRun({ name: 'two', parent: top, start: 40, end: 85 }),
    plainRun({ name: 'last', parent: top, start: 160, end: 160 }),
    plainRun({ name: 'on', parent: top, start: 120 }),
  ];
  const barsOf = (text: string): string[] =>
    text.split('\n').map((one) => one.replace(/^.*?(\d ms|µs|running) {2}/, ''));

  test('shows when in its trace each run took place, in halves of a column', () => {
    expect(barsOf(treeText(runForest(runs)))).toEqual([
      '━━━━━━━━━━━━━━━━',
      '━━━━',
      '    ━━━━╸',
      '            ━━━━', // going on
      '               ╺', // no time at all
    ]);
  });

  test('of every trace is its own, and of trees of one trace is one', () => {
    const elsewhere = plainRun();
    const half = plainRun({ name: 'half', parent: elsewhere, end: 50 });
    const other = plainRun({ name: 'other half', parent: elsewhere, start: 50, end: 100 });
    const apart = plainRun({ name: 'apart', start: 1_000, end: 1_100 });
    expect(barsOf(treeText(runForest([half, other, apart])))).toEqual([
      '━━━━━━━━',
      '        ━━━━━━━━',
      '━━━━━━━━━━━━━━━━',
    ]);
  });

  test('has a sixth of the width, and is left out below 90 columns where nothing is said', () => {
    const barOf = (width: number, timeline?: boolean): number =>
      treeText(runForest(runs), { width, timeline }).split('\n')[0]?.replaceAll(/[^━]/g, '').length ?? 0;
    expect([80, 89, 90, 120, 150, 400].map((width) => barOf(width))).toEqual([0, 0, 15, 20, 25, 32]);
    expect([40, 60, 80].map((width) => barOf(width, true))).toEqual([0, 10, 13]);
    expect(barOf(200, false)).toBe(0);
  });

  test('is left out of a single run, and empty where no time passed', () => {
    expect(line({}, 5)).toBe('✓ call  chain       5.0 ms');
    const still = plainRun({ name: 'still', end: 0 });
    expect(treeText(runForest([still, plainRun({ name: 'below', parent: still, end: 0 })]))).toBe(
      '✓ still     chain         0 µs\n└─ ✓ below  chain         0 µs',
    );
  });
});

describe('a tree that is deeper than the width', () => {
  function deep(levels: number): Run[] {
    const runs: Run[] = [];
    for (let level = 0; level < levels; level++) runs.push(plainRun({ name: 'deeper', parent: runs.at(-1), end: 1 }));
    return runs;
  }

  test('shows the innermost levels of its rails, and how many are left out', () => {
    const texts = treeText(runForest(deep(1_000)), { width: 60 }).split('\n');
    expect(texts.slice(0, 3)).toEqual([
      '✓ deeper                    chain       1.0 ms',
      '└─ ✓ deeper                 chain       1.0 ms',
      '   └─ ✓ deeper              chain       1.0 ms',
    ]);
    expect(texts.at(-1)).toMatch(/^⋯99\d +└─ ✓ deeper +chain +1\.0 ms$/);
  });

  test('fits into the width', () => {
    for (const width of [40, 60, 80, 100, 140]) {
      for (const text of treeText(runForest(deep(300)), { width }).split('\n')) {
        expect(text.length).toBeLessThanOrEqual(width);
        expect(text).toContain('✓ deeper ');
      }
    }
  });
});

test('letters and emoji that are two columns wide are counted as such', () => {
  const top = plainRun({ name: '検索する', end: 1 });
  const below = plainRun({ name: '👩‍👩‍👧‍👦 ab', parent: top, end: 1 });
  expect(treeText(runForest([top, below]), { timeline: false })).toBe(
    '✓ 検索する  chain       1.0 ms\n└─ ✓ 👩‍👩‍👧‍👦 ab  chain       1.0 ms',
  );
});

test('trees are apart by a blank line; single runs in a row are not', () => {
  const tree = (name: string): Run[] => {
    const top = plainRun({ name, end: 1 });
    return [top, plainRun({ name: 'below', parent: top, end: 1 })];
  };
  const single = (name: string): Run => plainRun({ name, end: 1 });
  const text = treeText(runForest([single('a'), single('b'), ...tree('c'), ...tree('d'), single('e')]));
  expect(text.split('\n').map((one) => one.split(' ').find((word) => /\w/.test(word)) ?? '')).toEqual([
    'a',
    'b',
    '',
    'c',
    'below',
    '',
    'd',
    'below',
    '',
    'e',
  ]);
});

function treesOf(
  texts: fc.Arbitrary<string>,
  messages: fc.Arbitrary<string | null> = fc.option(texts),
): fc.Arbitrary<Run[]> {
  return fc.array(fc.tuple(texts, fc.nat({ max: 3 }), messages), { minLength: 1, maxLength: 12 }).map((parts) => {
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
