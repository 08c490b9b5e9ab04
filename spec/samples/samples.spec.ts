import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtPackage } from '../helpers/builtPackage.js';
import { root, runProgram } from '../helpers/runProgram.js';
import { expectedFolder, expectOutput } from './expectedOutput.js';

const folder = join(root, 'samples');
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'));

beforeAll(builtPackage, 120_000);

describe.each(samples)('samples/%s.ts', (sample) => {
  test('runs without complaint and prints what is expected', async () => {
    const { exitCode, stdout, stderr } = await runProgram([`samples/${sample}.ts`]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expectOutput(sample, stdout);
  }, 60_000);

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
