import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtPackage } from '../helpers/builtPackage.js';
import { root, runProgram, type ProgramResult } from '../helpers/runProgram.js';
import { expectedFolder, expectOutput } from './expectedOutput.js';

const folder = join(root, 'samples');
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'));

const results = new Map<string, ProgramResult>();

beforeAll(async () => {
  await builtPackage();
  // Two at a time: most of a sample's time is the start of its process.
  const waiting = samples.values();
  const runWaiting = async (): Promise<void> => {
    for (const sample of waiting) results.set(sample, await runProgram([`samples/${sample}.ts`]));
  };
  await Promise.all([runWaiting(), runWaiting()]);
}, 240_000);

describe.each(samples)('samples/%s.ts', (sample) => {
  test('runs without complaint and prints what is expected', () => {
    const { exitCode, stdout = '', stderr } = results.get(sample) ?? {};
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expectOutput(sample, stdout);
  });

  test('says at its top what it shows, and fits on a page', () => {
    const source = readFileSync(join(folder, `${sample}.ts`), 'utf8');
    expect(source).toMatch(/^\/\*\*\n \* [A-Z]/);
    expect(source.split('\n').length).toBeLessThanOrEqual(60);
  });
});

test('every expected text belongs to a sample', () => {
  const texts = readdirSync(expectedFolder).map((name) => basename(name, '.txt'));
  expect(texts.filter((name) => !samples.includes(name) && !name.startsWith('ask-the-docs'))).toEqual([]);
});
