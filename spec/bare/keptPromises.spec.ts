import { describe, expect, test } from '@jest/globals';
import { keep, traceable } from 'tracenest';
import { carrier } from '../../lib/zone/zone.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

freshTracing();

/** Where an await of something goes on, in a flow of zone A. */
function afterAwaitOf(value: () => unknown): Promise<string> {
  return labelled('A').run(async () => {
    try {
      await value();
    } catch {
      // Where it goes on matters, not why.
    }
    return here();
  });
}

const later = () => pause().then(() => 'value');
const thenable = { then: (resolve: (value: string) => void) => setTimeout(() => resolve('value')) };

describe('keep, on whichever carrier', () => {
  test.each<[string, () => unknown]>([
    ['a promise of the platform', later],
    ['a settled promise', () => Promise.resolve()],
    ['a rejection', () => pause().then(() => Promise.reject(new Error('expected')))],
    ['a value', () => 5],
    ['nothing', () => undefined],
    ['a thenable', () => thenable],
    ['a combination', () => Promise.all([later(), later()])],
    ['the promise of a decorated method', () => traceable(later)()],
    ['a kept promise', () => keep(later())],
    ['a dynamic import', () => import('node:path')],
  ])('brings the zone back over an await of %s', async (_, value) => {
    expect(await afterAwaitOf(() => keep(value()))).toBe('A');
  });

  test('gives values and reasons as they are', async () => {
    const value = {};
    const reason = new Error('expected');
    expect(await keep(Promise.resolve(value))).toBe(value);
    expect(await keep(thenable as unknown as PromiseLike<string>)).toBe('value');
    await expect(keep(Promise.reject(reason))).rejects.toBe(reason);
  });

  test('counts where it is awaited, not where it was made', async () => {
    const kept = labelled('B').run(() => keep(later()));
    expect(await afterAwaitOf(() => kept)).toBe('A');
  });

  test('leaves the promise that it is given alone', async () => {
    const promise = later();
    const kept = keep(promise);
    expect(Object.getPrototypeOf(promise) === Promise.prototype).toBe(true);
    expect(kept === promise).toBe(carrier.survivesAwait);
    await kept;
    expect(await afterAwaitOf(() => promise)).toBe(carrier.survivesAwait ? 'A' : 'none');
  });

  test('given a promise again and again, changes nothing about who awaits what', async () => {
    const promise = later();
    const flows = ['A', 'B', 'C'].map((name) =>
      labelled(name).run(async () => {
        await keep(promise);
        return here();
      }),
    );
    expect(await Promise.all(flows)).toEqual(['A', 'B', 'C']);
  });

  test('is not needed for an unhandled rejection to be noticed: what it gives rejects as well', async () => {
    const reason = new Error('expected');
    const kept = keep(Promise.reject(reason));
    await expect(kept).rejects.toBe(reason);
  });
});

describe('what is awaited without keep', () => {
  test.each<[string, () => unknown]>([
    ['a promise of the platform', later],
    ['a value', () => 5],
    ['a thenable', () => thenable],
    ['a combination of promises of decorated methods', () => Promise.all([traceable(later)()])],
    ['the promise of an undecorated function that returns one of a decorated method', async () => traceable(later)()],
    ['what is chained to the promise of a decorated method', () => traceable(later)().then()],
  ])('%s, keeps the zone only where the platform does', async (_, value) => {
    expect(await afterAwaitOf(value)).toBe(carrier.survivesAwait ? 'A' : 'none');
  });

  test('leaves nothing current afterwards', async () => {
    await afterAwaitOf(later);
    expect(here()).toBe('none');
  });
});
