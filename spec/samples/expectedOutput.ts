import { expect } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../helpers/runProgram.js';
import { normalized } from './normalized.js';

export const expectedFolder = join(root, 'samples', 'expected');

/** `UPDATE_SAMPLES=1 npm run specs -- spec/samples` writes the texts anew. Read what changed before you commit it. */
const update = process.env['UPDATE_SAMPLES'] === '1';

/** Compares what a sample printed with `samples/expected/<name>.txt`, ids and durations aside. */
export function expectOutput(name: string, output: string): void {
  const path = join(expectedFolder, `${name}.txt`);
  const actual = normalized(output);
  if (update) writeFileSync(path, actual);
  if (!existsSync(path)) {
    throw new Error(
      `samples/expected/${name}.txt is missing. If this output is right, write it with UPDATE_SAMPLES=1:\n\n${actual}`,
    );
  }
  expect(actual).toBe(readFileSync(path, 'utf8'));
}
