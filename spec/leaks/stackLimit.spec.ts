import { expect, test } from '@jest/globals';
import { runInNode } from '../helpers/runInNode.js';

test('a program that recurses to the limit of the stack, and catches that, goes on as before', async () => {
  const { errors, unhandled } = await runInNode<{ errors: Record<string, string[]>; unhandled: number }>(
    `export { default } from './leaks/stackLimit.js';`,
  );
  expect(errors).toEqual({
    sync: ['RangeError'],
    async: ['RangeError'],
    generator: ['RangeError'],
    'async generator': ['RangeError'],
  });
  expect(unhandled).toBe(0);
});
