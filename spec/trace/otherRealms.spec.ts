import { expect, test } from '@jest/globals';
import { createContext, runInContext } from 'node:vm';
import { traceable } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const square = traceable((value: number) => value * value, { name: 'square' });

async function inContext(source: string): Promise<unknown> {
  const run: unknown = runInContext(`(async () => { ${source} })()`, createContext({ traceable, square }));
  return await run;
}

test.each([
  [
    'an async function',
    'const f = traceable(async (x) => { await null; return square(x); }, { name: "f" }); return await f(2)',
    4,
  ],
  [
    'a promise',
    'const f = traceable(() => { square(2); return Promise.resolve(4); }, { name: "f" }); return await f()',
    4,
  ],
  [
    'a generator',
    'const f = traceable(function* () { yield square(2); }, { name: "f" }); let sum = 0; for (const x of f()) sum += x; return sum',
    4,
  ],
  [
    'an async generator',
    'const f = traceable(async function* () { await null; yield square(2); }, { name: "f" }); let sum = 0; for await (const x of f()) sum += x; return sum',
    4,
  ],
])('%s of another realm ends its run and keeps its children', async (_kind, source, result) => {
  expect(await inContext(source)).toBe(result);
  expect(exporter.running).toEqual([]);
  expect(traceTree(exporter)).toBe('f\n  square');
});

test('a rejection of another realm that nobody handles is not hidden, and one that is handled is an error', async () => {
  const source = 'const f = traceable(async () => { await null; throw new Error("there"); }, { name: "f" }); await f()';
  await expect(inContext(source)).rejects.toMatchObject({ message: 'there' });
  expect(exporter.runs.map(({ status, error }) => [status, error?.message])).toEqual([['error', 'there']]);
});
