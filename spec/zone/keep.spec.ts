import { expect, test } from '@jest/globals';
import { keep } from 'tracenest';
import { here, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

test('keep gives a native promise back as it is', () => {
  const promise = pause();
  expect(keep(promise)).toBe(promise);
});

test('keep makes a promise of anything else', async () => {
  expect(await keep(5)).toBe(5);
  const thenable = { then: (resolve: (value: string) => void) => resolve('value') };
  const kept = keep(thenable as PromiseLike<string>);
  expect(kept).toBeInstanceOf(Promise);
  expect(await kept).toBe('value');
});

test('keep passes a rejection on, the same object', async () => {
  const error = new Error('expected');
  await expect(keep(Promise.reject(error))).rejects.toBe(error);
});

test('an await of a kept promise resumes in the zone of the await', async () => {
  const kept = labelled('A').run(() => keep(pause()));
  const seen = labelled('B').run(async () => {
    await kept;
    return here();
  });
  expect(await seen).toBe('B');
});
