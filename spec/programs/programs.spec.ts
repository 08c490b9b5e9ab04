import { describe, expect, it } from '@jest/globals';
import { runInNode } from '../helpers/runInNode.js';
import type { ProgramsOptions, ProgramsReport } from './runPrograms.js';

/**
 * `TRACENEST_SEED=<seed>` starts with the same programs; `TRACENEST_SEED=<seed>:<path>` runs only the one that failed.
 */
const [seedText = '', ...pathParts] = (process.env['TRACENEST_SEED'] ?? '').split(':');
const firstSeed = seedText === '' ? Date.now() % 0x7fff_ffff : Number(seedText);
const path = pathParts.length === 0 ? undefined : pathParts.join(':');

process.stdout.write(`random programs: seed ${firstSeed} (TRACENEST_SEED=${firstSeed} runs the same ones)\n`);

const carriers = [
  { carrier: 'asyncLocalStorage', wantedRuns: 100_000 },
  { carrier: 'bareStack', wantedRuns: 30_000 },
] as const;

describe.each(carriers)('random programs, carried by $carrier:', ({ carrier, wantedRuns }) => {
  it('every run is below the call whose code made it, and ends as that call ended', async () => {
    const options: ProgramsOptions = { firstSeed, wantedRuns, isBare: carrier === 'bareStack', path };
    const { failure, ...counts } = await runInNode<ProgramsReport>(
      `import { runPrograms } from './programs/runPrograms.js';
       export default runPrograms(${JSON.stringify(options)});`,
      { carrier, nodeOptions: ['--max-semi-space-size=64'] },
    );
    process.stdout.write(`random programs, ${carrier}: ${JSON.stringify(counts)}\n`);
    expect(failure).toBeUndefined();
    if (path === undefined) expect(counts.runs).toBeGreaterThanOrEqual(wantedRuns);
  }, 120_000);
});
