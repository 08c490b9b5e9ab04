import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { Variable } from '../../lib/environment/variable.js';

/** Gives every test an environment in which none of these variables is set. */
export function withoutVariables(variables: readonly Variable<unknown>[]): void {
  const before = { ...process.env };
  const clear = (): void => {
    for (const { names } of variables) for (const name of names) delete process.env[name];
  };
  beforeEach(clear);
  afterEach(() => {
    clear();
    Object.assign(process.env, before);
  });
}

/** The cells of the row that the README has for a variable. */
export function rowInReadme({ names: [name] }: Variable<unknown>): readonly string[] | undefined {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``));
  return row
    ?.split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What they have to be. */
export function rowOf({ names, meaning, fallback }: Variable<unknown>): readonly string[] {
  return [names.map((name) => `\`${name}\``).join(', then '), meaning, fallback];
}
