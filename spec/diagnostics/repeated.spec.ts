import { describe, expect, test } from '@jest/globals';
import { configure, RunTree, startRun, trace, traceable, tracingContext, withExtra, type Diagnostic } from 'tracenest';
import { Told } from '../../lib/diagnostics/told.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();

const codes = (): readonly string[] => diagnostics.map(({ code }) => code);

async function leaky(): Promise<void> {
  using _ = tracingContext({ tags: ['a'] });
  await undefined;
}

async function leakyElsewhere(): Promise<void> {
  using _ = startRun({ name: 'run' });
  await undefined;
}

describe('a mistake in the program is told once for its place', () => {
  test('a block that leaks', async () => {
    for (let request = 0; request < 50; request++) {
      await leaky();
      await leakyElsewhere();
    }
    expect(codes()).toEqual(['scope-leaked', 'scope-leaked']);
    expect(diagnostics[0]?.message).toContain('leaky (');
    expect(diagnostics[1]?.message).toContain('leakyElsewhere (');
  });

  test('a block that is closed in the wrong order, which names where it was opened', () => {
    function wrongOrder(): void {
      const outer = tracingContext({ tags: ['outer'] });
      const inner = tracingContext({ tags: ['inner'] });
      outer[Symbol.dispose]();
      inner[Symbol.dispose]();
    }
    for (let request = 0; request < 50; request++) wrongOrder();
    expect(codes()).toEqual(['scope-disposed-elsewhere']);
    expect(diagnostics[0]?.message).toMatch(/opened in wrongOrder \(.*repeated\.spec/);
  });

  test('a change after the end, for the method and the run that it was called on', () => {
    const late = (name: string): void => {
      const run = trace({ name }, (current) => current);
      run.addTags('late');
      run.addTags('later');
      run.end();
    };
    for (let request = 0; request < 50; request++) late('one');
    late('two');
    expect(codes()).toEqual(Array.from({ length: 4 }, () => 'run-ended'));
  });

  test('what a run cannot use', () => {
    for (let request = 0; request < 50; request++) new RunTree({ name: 'run' }).addMetadata(null as never);
    expect(codes()).toEqual(['run-misuse']);
  });

  test('headers that were cut', () => {
    const metadata = { prompt: 'x'.repeat(10_000) };
    for (let request = 0; request < 50; request++) new RunTree({ name: 'run', metadata }).toHeaders();
    expect(codes()).toEqual(['headers-cut']);
  });

  test('overrides of a function that is not traced', () => {
    const plain = (): number => 1;
    for (let request = 0; request < 50; request++) withExtra(plain, {})();
    expect(codes()).toEqual(['extra-not-traced']);
  });

  test('but of a kind no more than a hundred times, where names are made without end', () => {
    for (let id = 0; id < 1_000; id++) trace({ name: `load ${id}` }, (run) => run).end();
    expect(codes()).toHaveLength(100);
  });
});

describe('what comes from outside is told at most once a minute', () => {
  const call = traceable(() => 1, { name: 'call' });

  test.each<[string, string, (index: number) => void]>([
    ['a dotted order', 'parent-malformed', (index) => void RunTree.fromDottedOrder(`nonsense ${index}`)],
    ['a header', 'parent-malformed', (index) => void RunTree.fromHeaders({ 'langsmith-trace': `nonsense ${index}` })],
    ['baggage', 'baggage-malformed', (index) => void RunTree.fromHeaders({ baggage: `langsmith-metadata=%${index}` })],
    ['an id', 'run-id-malformed', (index) => void withExtra(call, { runId: `nonsense ${index}` })()],
    ['a config', 'config-malformed', (index) => void withExtra(call, { config: { runName: index as never } })()],
  ])('%s', (_what, code, receive) => {
    for (let request = 0; request < 50; request++) receive(request);
    expect(codes()).toEqual([code]);
  });

  test('and then with how many there were in between', () => {
    const told = new Told();
    const minute = 60_000;
    const at = (now: number): number | undefined => told.missed('malformed', minute, now);
    expect([at(0), at(1), at(59_999), at(minute), at(minute + 1), at(3 * minute), at(4 * minute)]).toEqual([
      0,
      undefined,
      undefined,
      2,
      undefined,
      1,
      0,
    ]);
    expect(told.missed('other', minute, 1)).toBe(0);
  });
});

test('who begins to listen has not been told anything yet', () => {
  const late: Diagnostic[] = [];
  RunTree.fromDottedOrder('nonsense');
  configure({ onDiagnostic: (diagnostic) => void late.push(diagnostic) });
  RunTree.fromDottedOrder('nonsense');
  RunTree.fromDottedOrder('nonsense');
  expect([diagnostics.length, late.length]).toEqual([1, 1]);
});
