import { expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

/** As `mimic-function`, which memoizers and debouncers use: a sync wrapper with the prototype of what it wraps. */
function mimic<Wrapper extends object>(wrapper: Wrapper, original: object): Wrapper {
  return Object.setPrototypeOf(wrapper, Object.getPrototypeOf(original) as object) as Wrapper;
}

test('a sync function with the prototype of an async one may give no promise', () => {
  const cached = traceable(
    mimic(
      () => 1,
      async () => Promise.resolve(1),
    ),
    { name: 'cached' },
  );
  expect(cached()).toBe(1);
  expect(exporter.runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }]);
});

test('and may give the same promise again', async () => {
  const promise = Promise.resolve(2);
  const cached = traceable(
    mimic(
      () => promise,
      async () => Promise.resolve(1),
    ),
    { name: 'cached' },
  );
  expect(cached()).toBe(promise);
  expect(await cached()).toBe(2);
  expect(exporter.runs.map(({ outputs }) => outputs)).toEqual([{ output: 2 }, { output: 2 }]);
});

test('a wrapped function takes any three arguments', () => {
  const set = traceable((target: Record<string, unknown> | null, key: string, value: unknown) => {
    if (target !== null) target[key] = value;
    return target;
  });
  expect(set(null, 'key', 3)).toBe(null);
  expect(set({ nick: undefined }, 'nick', undefined)).toEqual({ nick: undefined });
  expect(set({}, 'nick', { value: undefined })).toEqual({ nick: { value: undefined } });
});
