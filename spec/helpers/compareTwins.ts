import { describe, expect, it } from '@jest/globals';
import { runInNode, type RunInNodeOptions } from './runInNode.js';
import type { TwinLogs } from './runTwins.js';

/** Logs by script, then by variant. */
export type LogsByTwin = Record<string, TwinLogs>;

interface DecoratedReport {
  readonly logs: LogsByTwin;
  readonly startedRuns: Record<string, number>;
}

const undecorated: NonNullable<RunInNodeOptions['transform']> = {
  filter: /\.twins\.ts$/,
  apply: (source) => source.replaceAll(/@traced\b[ \t]*/g, ''),
};

const silent = /^(silenced|off|without)/;

/** The start of an entry that brings the scripts of several files together. */
function scriptsOf(files: readonly string[]): string {
  return [
    `import { runTwins } from './helpers/runTwins.js';`,
    ...files.map((file, index) => `import { twins as twins${index} } from './twins/${file}.twins.js';`),
    `const twins = [${files.map((_file, index) => `...twins${index}`).join(', ')}];`,
  ].join('\n');
}

/** The scripts of some files, with every decorator taken out. */
export function runUndecorated(files: readonly string[]): Promise<LogsByTwin> {
  return runInNode(
    `${scriptsOf(files)}
     export default runTwins(twins, [{ name: 'undecorated', traced: (method) => method }]);`,
    { transform: undecorated },
  );
}

/** The scripts of some files, in variants of tracing. */
export function runDecorated(
  files: readonly string[],
  variants: 'twinVariants' | '[offVariant]' | '[runnableVariant]',
): Promise<DecoratedReport> {
  return runInNode(
    `${scriptsOf(files)}
     import { startedRuns, offVariant, runnableVariant, twinVariants } from './helpers/twinVariants.js';
     export default runTwins(twins, ${variants}).then((logs) => ({ logs, startedRuns }));`,
  );
}

/**
 * Runs the scripts of `spec/twins/<file>.twins.ts` undecorated and in every variant of tracing, each in a Node of its own,
 * and defines a test for every script that compares the logs.
 */
export async function compareTwins(title: string, ...files: readonly string[]): Promise<void> {
  const plain = await runUndecorated(files);
  const [on, off] = await Promise.all([runDecorated(files, 'twinVariants'), runDecorated(files, '[offVariant]')]);
  describe(`${title}: decorated and undecorated code agree in`, () => {
    it.each(Object.keys(plain))('%s', (twin) => {
      expectTheSame(plain[twin]?.['undecorated'] ?? [], { ...on.logs[twin], ...off.logs[twin] });
    });
  });
  it(`${title}: every variant that traces traces, and no other`, () => {
    for (const [variant, started] of Object.entries({ ...on.startedRuns, ...off.startedRuns })) {
      expect({ variant, traces: started > 0 }).toEqual({ variant, traces: !silent.test(variant) });
    }
  });
}

function expectTheSame(expected: readonly string[], decorated: TwinLogs): void {
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.filter((line) => /the script (hangs|threw)/.test(line))).toEqual([]);
  const different = Object.entries(decorated).filter(([, log]) => log.join('\n') !== expected.join('\n'));
  const [first] = different;
  if (first === undefined) return;
  // The first one in full; of the others the names, because most fail alike.
  const [name, log] = first;
  expect({ differs: different.map(([variant]) => variant), in: name, log }).toEqual({
    differs: [],
    in: name,
    log: expected,
  });
}
