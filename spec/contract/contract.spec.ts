import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { carrier, Zone } from '../../lib/zone/zone.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { bindCases } from './cases/bind.js';
import { concurrencyCases } from './cases/concurrency.js';
import { generatorCases } from './cases/generators.js';
import { inheritanceCases } from './cases/inheritance.js';
import { memoryCases } from './cases/memory.js';
import { networkCases } from './cases/network.js';
import { promiseCases } from './cases/promises.js';
import { schedulingCases } from './cases/scheduling.js';
import { stackCases } from './cases/stack.js';
import { streamCases } from './cases/streams.js';
import { usingCases } from './cases/using.js';
import type { ContractCase } from './contractCase.js';
import { startingStates } from './startingStates.js';

const cases: readonly ContractCase[] = [
  ...stackCases,
  ...inheritanceCases,
  ...bindCases,
  ...promiseCases,
  ...concurrencyCases,
  ...schedulingCases,
  ...networkCases,
  ...streamCases,
  ...generatorCases,
  ...usingCases,
  ...memoryCases,
].sort((one, other) => one.number - other.number);

function claim({ number, title, guarantee }: ContractCase): string {
  const holds = guarantee === 'everywhere' || carrier.survivesAwait;
  return `${number}. ${holds ? title : `NOT HERE: ${title} – instead: ${guarantee.bareStack}`}`;
}

freshTracing();
// Workers take their time on a busy machine.
jest.setTimeout(30_000);

afterEach(() => {
  const clean = Zone.current === Zone.root;
  // What one case leaves on the bare stack must not fail the next one too.
  Zone.leave(Zone.root);
  expect(clean).toBe(true);
});

describe.each(startingStates)('$name', ({ begin }) => {
  for (const contractCase of cases) test(claim(contractCase), () => begin((stage) => contractCase.run(stage)));
});

test('the list is complete', () => {
  expect(cases.map(({ number }) => number)).toEqual(Array.from({ length: 75 }, (_, index) => index + 1));
});
