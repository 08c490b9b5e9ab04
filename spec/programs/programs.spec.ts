import { expect, it } from '@jest/globals';
import { runInNode } from '../helpers/runInNode.js';
import type { ProgramsReport } from './runPrograms.js';

/** `TRACENEST_SEED=<seed>` starts with the same programs; `TRACENEST_SEED=<seed>:<path>` runs only the one that failed. */
const [seedText = '', ...path] = (process.env['TRACENEST_SEED'] ?? '').split(':');
const seed = seedText === '' ? Date.now() % 0x7fff_ffff : Number(seedText);

const wantedRuns = 100_000;

process.stdout.write(`random programs: seed ${seed} (TRACENEST_SEED=${seed} runs the same ones)\n`);

it('every run of random programs is below the call whose code made it, and ends as that call ended', async () => {
  const report = await runInNode<ProgramsReport>(
    `import { runPrograms } from './programs/runPrograms.js';
       export default runPrograms(${seed}, ${wantedRuns}, ${path.length === 0 ? 'undefined' : JSON.stringify(path.join(':'))});`,
    { nodeOptions: ['--max-semi-space-size=64'] },
  );
  process.stdout.write(`random programs: ${JSON.stringify({ ...report, failure: undefined })}\n`);
  expect(report.failure).toBeUndefined();
  if (path.length === 0) expect(report.runs).toBeGreaterThanOrEqual(wantedRuns);
}, 120_000);
