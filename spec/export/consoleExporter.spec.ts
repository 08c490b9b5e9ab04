import { describe, expect, jest, test } from '@jest/globals';
import {
  configure,
  ConsoleExporter,
  flush,
  RunTree,
  traceable,
  tracingContext,
  type ConsoleExporterOptions,
  type Run,
} from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { plainRun } from '../helpers/plainRun.js';

freshTracing();

/** An exporter, and the texts that it printed. */
function printing(options: ConsoleExporterOptions = {}): { exporter: ConsoleExporter; texts: string[] } {
  const texts: string[] = [];
  return { exporter: new ConsoleExporter({ ...options, write: (text) => void texts.push(text) }), texts };
}

function ended(run: Run, end: number, changes: Partial<Run> = {}): Run {
  return { ...run, status: 'success', endTime: run.startTime + end, ...changes };
}

function names(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/ {2,}\S+ +\S+ .?s( .*)?$/, '').replace(/ +(chain|tool) .*$/, ''));
}

describe('a trace', () => {
  test('is printed once, as a tree, when its root ends', () => {
    const { exporter, texts } = printing();
    const root = plainRun({ name: 'Assistant.answer' });
    const search = plainRun({ name: 'Assistant.search', parent: root, start: 1 });
    exporter.onStart(root);
    exporter.onStart(search);
    const endedSearch = Object.assign(search, ended(search, 2));
    exporter.onEnd(endedSearch);
    expect(texts).toEqual([]);
    exporter.onEnd(Object.assign(root, ended(root, 5)));
    expect(texts).toEqual([
      [
        '✓ Assistant.answer     chain       5.0 ms  ━━━━━━━━━━━━━━━━',
        '└─ ✓ Assistant.search  chain       2.0 ms     ━━━━━━╸',
      ].join('\n'),
    ]);
  });

  test('of the real program is printed with what is true at the end', () => {
    const { exporter, texts } = printing();
    configure({ exporter });
    const inner = traceable(() => 1, { name: 'inner', runType: 'tool' });
    traceable(() => [inner(), inner()], { name: 'outer' })();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^✓ outer +chain +\d.*\n├─ ✓ inner +tool .*\n└─ ✓ inner +tool [^\n]*$/);
  });

  test('that runs beside another does not get into its tree', () => {
    const { exporter, texts } = printing();
    const one = plainRun({ name: 'one' });
    const two = plainRun({ name: 'two' });
    const child = plainRun({ name: 'child of two', parent: two });
    for (const run of [one, two, child]) exporter.onStart(run);
    exporter.onEnd(Object.assign(child, ended(child, 1)));
    exporter.onEnd(Object.assign(one, ended(one, 1)));
    exporter.onEnd(Object.assign(two, ended(two, 1)));
    expect(texts.map(names)).toEqual([['✓ one'], ['✓ two', '└─ ✓ child of two']]);
  });

  test('shows a run that is still going on, and prints it on its own when it ends', () => {
    const { exporter, texts } = printing();
    const root = plainRun({ name: 'root' });
    const late = plainRun({ name: 'late', parent: root });
    exporter.onStart(root);
    exporter.onStart(late);
    exporter.onEnd(Object.assign(root, ended(root, 1)));
    exporter.onEnd(Object.assign(late, ended(late, 9)));
    expect(texts).toEqual([
      '✓ root     chain       1.0 ms  ━━━━━━━━━━━━━━━━\n└─ … late  chain      running  ━━━━━━━━━━━━━━━━',
      '✓ late  chain       9.0 ms',
    ]);
  });

  test('says what went wrong, where', () => {
    const { exporter, texts } = printing();
    const root = plainRun({ name: 'root' });
    const failed = plainRun({ name: 'failed', parent: root });
    exporter.onStart(root);
    exporter.onStart(failed);
    const error = { name: 'RangeError', message: 'too\n   far' };
    exporter.onEnd(Object.assign(failed, ended(failed, 1, { status: 'error', error })));
    exporter.onEnd(Object.assign(root, ended(root, 2, { status: 'cancelled' })));
    expect(texts).toEqual([
      [
        '◼ root       chain       2.0 ms  ━━━━━━━━━━━━━━━━  cancelled',
        '└─ ✗ failed  chain       1.0 ms  ━━━━━━━━          RangeError: too far',
      ].join('\n'),
    ]);
  });

  test('whose parent is in another process is printed when its topmost run here ends', () => {
    const { exporter, texts } = printing();
    configure({ exporter });
    const parent = RunTree.fromHeaders(new RunTree({ name: 'elsewhere' }).toHeaders());
    const inner = traceable(() => 1, { name: 'inner' });
    tracingContext(
      parent,
      traceable(() => inner(), { name: 'outer' }),
    );
    expect(texts.map(names)).toEqual([['✓ outer', '└─ ✓ inner']]);
  });

  test('of another process that calls twice at once is printed as two trees, each when it is done', () => {
    const { exporter, texts } = printing();
    const remote = plainRun({ name: 'elsewhere' });
    const tops = ['one', 'two'].map((name) => plainRun({ name, parent: remote }));
    const children = tops.map((top) => plainRun({ name: `child of ${top.name}`, parent: top }));
    for (const run of [...tops, ...children]) exporter.onStart(run);
    const [one, two] = tops as [Run, Run];
    const [childOfOne, childOfTwo] = children as [Run, Run];
    for (const run of [childOfOne, one, childOfTwo, two]) exporter.onEnd(Object.assign(run, ended(run, 1)));
    expect(texts.map(names)).toEqual([
      ['✓ one', '└─ ✓ child of one'],
      ['✓ two', '└─ ✓ child of two'],
    ]);
  });

  test('of more than 10,000 runs is printed once, at its end, and says how many are missing', () => {
    const { exporter, texts } = printing();
    const root = plainRun({ name: 'root' });
    exporter.onStart(root);
    for (let index = 0; index < 10_000; index++) {
      const child = plainRun({ name: 'child', parent: root, end: 1 });
      exporter.onStart(child);
      exporter.onEnd(child);
    }
    const beyond = plainRun({ name: 'beyond', parent: root, end: 1 });
    const below = plainRun({ name: 'below', parent: beyond, end: 1 });
    for (const run of [beyond, below]) exporter.onStart(run);
    for (const run of [below, beyond]) exporter.onEnd(run);
    expect(texts).toEqual([]);
    exporter.onEnd(Object.assign(root, ended(root, 1)));
    expect(texts).toHaveLength(1);
    expect(texts[0]?.split('\n').at(-1)).toBe('… 3 more runs');
  });

  test('3,000 levels deep is printed', () => {
    const { exporter, texts } = printing();
    const runs: Run[] = [];
    for (let level = 0; level < 3_000; level++) runs.push(plainRun({ name: 'deeper', parent: runs.at(-1), end: 1 }));
    for (const run of runs) exporter.onStart(run);
    for (const run of [...runs].reverse()) exporter.onEnd(run);
    expect(texts[0]?.split('\n')).toHaveLength(3_000);
  });
});

describe('a trace that takes longer than liveAfterMs', () => {
  test('is shown run by run as they end, indented by depth, and as a whole at the end', () => {
    const { exporter, texts } = printing({ liveAfterMs: 100 });
    const root = plainRun({ name: 'root' });
    const early = plainRun({ name: 'early', parent: root, start: 1 });
    const late = plainRun({ name: 'late', parent: root, start: 50 });
    const deeper = plainRun({ name: 'deeper', parent: late, start: 60 });
    for (const run of [root, early, late, deeper]) exporter.onStart(run);
    exporter.onEnd(Object.assign(early, ended(early, 10)));
    expect(texts).toEqual([]);
    exporter.onEnd(Object.assign(deeper, ended(deeper, 90)));
    exporter.onEnd(Object.assign(late, ended(late, 110)));
    expect(texts).toEqual([
      '    ✓ deeper  chain        90 ms', //
      '  ✓ late  chain       110 ms',
    ]);
    exporter.onEnd(Object.assign(root, ended(root, 200)));
    expect(texts).toHaveLength(3);
    expect(names(texts[2] ?? '')).toEqual(['✓ root', '├─ ✓ early', '└─ ✓ late', '   └─ ✓ deeper']);
  });

  test('shows what went wrong below a run where it does not fit beside it, with the same indent', () => {
    const { exporter, texts } = printing({ liveAfterMs: 0, width: 60 });
    const root = plainRun({ name: 'root' });
    const failed = plainRun({ name: 'failed', parent: root });
    for (const run of [root, failed]) exporter.onStart(run);
    const error = { name: 'Error', message: 'one two three four five six seven eight nine ten eleven' };
    exporter.onEnd(Object.assign(failed, ended(failed, 1, { status: 'error', error })));
    expect(texts).toEqual([
      [
        '  ✗ failed  chain       1.0 ms',
        '    Error: one two three four five six seven eight nine ten',
        '    eleven',
      ].join('\n'),
    ]);
  });

  test('is shown two seconds after its start, where nothing else is said', () => {
    const { exporter, texts } = printing();
    const root = plainRun({ name: 'root' });
    const before = plainRun({ name: 'before', parent: root });
    const after = plainRun({ name: 'after', parent: root });
    for (const run of [root, before, after]) exporter.onStart(run);
    exporter.onEnd(Object.assign(before, ended(before, 1_999)));
    exporter.onEnd(Object.assign(after, ended(after, 2_000)));
    expect(texts.map(names)).toEqual([['  ✓ after']]);
  });
});

describe('flush', () => {
  test('prints what is going on', async () => {
    const { exporter, texts } = printing();
    configure({ exporter });
    const root = new RunTree({ name: 'root' }, undefined, exporter);
    root.announce();
    await flush();
    expect(texts).toEqual(['… root  chain      running']);
    root.end();
    expect(texts).toHaveLength(2);
  });

  test('prints nothing where nothing is going on', async () => {
    const { exporter, texts } = printing();
    await exporter.flush();
    expect(texts).toEqual([]);
  });
});

/** What the console was given while something was done. */
function logged(work: () => void): readonly string[] {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    work();
    return log.mock.calls.map(([text]) => text as string);
  } finally {
    log.mockRestore();
  }
}

/** Does something while standard output and the environment are said to be others. */
function withTerminal(
  { isTTY, columns, ...variables }: Readonly<Record<string, string | number | boolean | undefined>>,
  work: () => void,
): void {
  const { env } = process;
  const before = ['isTTY', 'columns'].map(
    (name) => [name, Object.getOwnPropertyDescriptor(process.stdout, name)] as const,
  );
  process.env = { TERM: 'xterm', ...(variables as Record<string, string>) };
  Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true });
  Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true });
  try {
    work();
  } finally {
    process.env = env;
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(process.stdout, name);
      else Object.defineProperty(process.stdout, name, descriptor);
    }
  }
}

describe('where it prints', () => {
  test('is the console, where nothing else is said', () => {
    configure({ exporter: new ConsoleExporter({ colors: false }) });
    expect(logged(() => traceable(() => 1, { name: 'call' })())).toEqual([expect.stringMatching(/^✓ call {2}chain/)]);
  });

  test('has a blank line before and after a tree, and none between single calls', () => {
    configure({ exporter: new ConsoleExporter({ colors: false }) });
    const call = traceable(() => 1, { name: 'call' });
    const tree = traceable(() => call(), { name: 'tree' });
    const texts = logged(() => [call, call, tree, tree, call, call].map((one) => one()));
    expect(texts.map((text) => names(text)[0])).toEqual(['✓ call', '✓ call', '', '', '', '✓ call']);
  });

  const colored = expect.stringContaining('\u001b[');
  const plain = expect.not.stringContaining('\u001b[');
  test.each([
    ['is a terminal', { isTTY: true, columns: 80 }, colored],
    ['is none', {}, plain],
    ['is a terminal, and colours are refused', { isTTY: true, columns: 80, NO_COLOR: '1' }, plain],
    ['is a terminal, and the refusal is empty', { isTTY: true, columns: 80, NO_COLOR: '' }, colored],
    ['is a terminal that knows no colours', { isTTY: true, columns: 80, TERM: 'dumb' }, plain],
    ['is none, and colours are forced', { FORCE_COLOR: '1' }, colored],
    ['is none, and colours are forced and refused', { FORCE_COLOR: '1', NO_COLOR: '1' }, colored],
    ['is a terminal, and colours are forced away', { isTTY: true, columns: 80, FORCE_COLOR: '0' }, plain],
  ])('has the colours that suit it: standard output %s', (_what, terminal, expected) => {
    const exporter = new ConsoleExporter();
    withTerminal(terminal, () => expect(logged(() => exporter.onEnd(plainRun({ end: 1 })))).toEqual([expected]));
  });

  test('has the width of the terminal, also after it changed', () => {
    const exporter = new ConsoleExporter({ colors: false });
    const long = plainRun({ name: 'a'.repeat(300), end: 1 });
    for (const columns of [80, 120, 0]) {
      withTerminal({ isTTY: true, columns }, () =>
        expect(logged(() => exporter.onEnd(long))[0]).toHaveLength(columns === 0 ? 100 : columns),
      );
    }
  });

  test('is not asked where something else takes the texts', () => {
    const { exporter, texts } = printing();
    withTerminal({ isTTY: true, columns: 50, FORCE_COLOR: '1' }, () =>
      exporter.onEnd(plainRun({ name: 'a'.repeat(300), end: 1 })),
    );
    expect(texts[0]).toHaveLength(100);
  });
});

describe('options that mean nothing throw', () => {
  test.each([
    ['an unknown one', { colour: true }, /unknown option "colour"; did you mean "colors"/],
    ['a width that is no number', { width: 'x' }, /width "x"/],
    ['a width that is none', { width: Number.NaN }, /width NaN/],
    ['colours that are neither on nor off', { colors: 'always' }, /colors "always"/],
    ['something to write to that is no function', { write: process.stdout }, /write/],
    ['a time that is none', { liveAfterMs: '2s' }, /liveAfterMs "2s"/],
    ['a number', 5, /ConsoleExporter got 5.*plain object/],
    ['null', null, /ConsoleExporter got null/],
  ])('%s', (_what, options, message) => {
    expect(() => new ConsoleExporter(options as never)).toThrow(TypeError);
    expect(() => new ConsoleExporter(options as never)).toThrow(message);
  });
});
