import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { freshTracing } from '../../helpers/freshTracing.js';
import { programs, type Step } from './program.js';
import { ProgramRun } from './runProgram.js';

const { exporter, diagnostics } = freshTracing();

const runsToSee = Number(process.env['PROGRAM_RUNS'] ?? 20_000);
/** Of the seed that a run prints: `PROGRAM_SEED=… npm run specs -- spec/integrations/langchain/programs`. */
const firstSeed = Number(process.env['PROGRAM_SEED'] ?? Date.now() % 2 ** 31);

/** Runs programs at once and compares where their runs are with where they have to be. Returns how many there were. */
async function check(together: readonly (readonly Step[])[]): Promise<number> {
  exporter.clear();
  const run = new ProgramRun();
  await Promise.all(together.map((program) => run.run(program)));
  const names = new Map(exporter.runs.map(({ id, name }) => [id, name]));
  const found = exporter.runs.map(({ name, parentRunId }) => {
    return `${name} < ${parentRunId === undefined ? '-' : (names.get(parentRunId) ?? 'lost')}`;
  });
  expect(found.sort()).toEqual(run.expected.sort());
  expect(run.strangers).toEqual([]);
  expect(exporter.runs.filter(({ status }) => status !== 'success' && status !== 'error')).toEqual([]);
  return found.length;
}

test('random programs of decorated methods and LangChain: no run is misplaced', async () => {
  console.log(`PROGRAM_SEED=${firstSeed}`);
  let seen = 0;
  for (let seed = firstSeed; seen < runsToSee; seed++) {
    const property = fc.asyncProperty(programs, async (together) => {
      seen += await check(together);
    });
    await fc.assert(property, { numRuns: 10, seed });
  }
  console.log(`${seen} runs in random LangChain programs, none misplaced`);
  expect(diagnostics).toEqual([]);
}, 300_000);
