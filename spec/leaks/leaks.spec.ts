import { describe, expect, it } from '@jest/globals';
import { runInNode } from '../helpers/runInNode.js';
import type { Dropped } from './abandonedRuns.js';

const nodeOptions = ['--expose-gc'];

function run<Result>(script: string): Promise<Result> {
  return runInNode<Result>(`export { default } from './leaks/${script}.js';`, { nodeOptions });
}

// One after the other: each looks at the heap of its own process, and they would only take the processor from each other.
const bytesLeft = await run<Record<string, number>>('flatMemory');
const dropped = await run<Record<string, Dropped>>('abandonedRuns');
const collected = await run<Record<string, boolean>>('finishedRequests');

/** Less than the smallest thing that could be left of a call: a frame, or a run. */
const bytesOfNothing = 64;

describe('under one live parent, memory stays flat', () => {
  it.each(Object.entries(bytesLeft))('with %s', (name, bytes) => {
    expect(bytes).toBeLessThan(name.includes('million') ? 2 : bytesOfNothing);
  });
});

describe('dropped without an end, it is collected and its run ends as abandoned:', () => {
  it.each(Object.entries(dropped))('%s', (_name, { isCollected, started, ended }) => {
    expect(isCollected).toBe(true);
    expect(ended).toEqual({ abandoned: started });
  });
});

describe('a finished request is not kept alive', () => {
  it.each(Object.entries(collected))('%s', (_name, isCollected) => {
    expect(isCollected).toBe(true);
  });
});
