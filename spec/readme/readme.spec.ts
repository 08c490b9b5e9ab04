import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { transform } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const project = join(import.meta.dirname, '../..');
const readme = await readFile(join(project, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');

/** Inside the package, so that `tracenest` means the package itself, as it was built. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(project, 'dist/readme-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the examples of the README', () => {
  test('are there', () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples.map((code, index) => [index + 1, code] as const))(
    'number %i runs and writes nothing to stderr but what it means to',
    async (index, code) => {
      const file = join(folder, `example${index}.mjs`);
      const { code: compiled } = await transform(code, { loader: 'ts', target: 'es2022', keepNames: true });
      await writeFile(file, compiled);
      const { stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 20_000 });
      expect(stderr).toBe('');
    },
  );

  test('name every export of every subpath', async () => {
    const names: string[] = [];
    for (const entry of ['index', 'exporters', 'testing']) {
      const module = (await import(`../../lib/${entry}.js`)) as object;
      names.push(...Object.keys(module));
    }
    expect(names.filter((name) => !readme.includes(name))).toEqual([]);
  });
});
