import { expect } from '@jest/globals';
import { keep, traceable } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import { turns } from '../../helpers/turns.js';

const unseen = 'the zone is lost, unless the promise comes from a decorated method or is given to keep';

export const promiseCases: readonly ContractCase[] = [
  {
    number: 29,
    title: 'then sees where it was registered, on pending and on settled promises',
    guarantee: { bareStack: unseen },
    async run(stage) {
      const pending = turns(3);
      const settled = Promise.resolve();
      const seen = [pending, settled].map((promise) => stage.zone('A').run(() => promise.then(stage.here)));
      expect(await Promise.all(seen)).toEqual([stage.orLost('A'), stage.orLost('A')]);

      const decorated = traceable(turns);
      const carried = [decorated(3), keep(settled)].map((promise) =>
        stage.zone('A').run(() => promise.then(stage.here)),
      );
      expect(await Promise.all(carried)).toEqual(['A', 'A']);
    },
  },
  {
    number: 30,
    title: 'where it was resolved does not matter',
    guarantee: { bareStack: unseen },
    async run(stage) {
      const { promise, resolve } = withResolvers<string>();
      const native = stage.zone('A').run(() => promise.then(stage.here));
      const awaited = stage.zone('A').run(async () => [await promise, stage.here()]);
      const kept = stage.zone('A').run(async () => [await keep(promise), stage.here()]);
      stage.zone('B').run(() => resolve('value'));
      expect(stage.here()).toBe('start');
      expect(await native).toBe(stage.orLost('A'));
      expect(await awaited).toEqual(['value', stage.orLost('A')]);
      expect(await kept).toEqual(['value', 'A']);
    },
  },
  {
    number: 31,
    title: 'catch, finally and chains that pass through see where they were registered',
    guarantee: { bareStack: `${unseen}; what is chained to that is an ordinary promise again` },
    async run(stage) {
      const failing = () => Promise.reject(new Error('expected'));
      const seen: string[] = [];
      const note = () => void seen.push(stage.here());
      const chain = (promise: Promise<unknown>) =>
        stage.zone('A').run(() => promise.finally(note).catch(note).then(note));
      await chain(failing());
      expect(seen).toEqual(Array(3).fill(stage.orLost('A')));

      seen.length = 0;
      const decorated = traceable(async (): Promise<never> => {
        await undefined;
        throw new Error('expected');
      });
      await chain(decorated());
      expect(seen).toEqual(['A', stage.orLost('A'), stage.orLost('A')]);

      seen.length = 0;
      await stage.zone('A').run(() => keep(keep(keep(decorated()).finally(note)).catch(note)).then(note));
      expect(seen).toEqual(['A', 'A', 'A']);
    },
  },
  {
    number: 32,
    title: 'four nested awaits restore each level',
    guarantee: { bareStack: unseen },
    async run(stage) {
      const descend = (nest: (work: () => Promise<void>) => () => Promise<void>) => {
        const seen: string[] = [];
        const level = (depth: number): Promise<void> =>
          stage.zone(`level ${depth}`).run(
            nest(async () => {
              if (depth < 4) await level(depth + 1);
              seen.push(stage.here());
            }),
          );
        return level(1).then(() => seen);
      };
      const levels = ['level 4', 'level 3', 'level 2', 'level 1'];
      // The innermost awaits nothing.
      expect(await descend((work) => work)).toEqual([
        'level 4',
        ...levels.slice(1).map((label) => stage.orLost(label)),
      ]);
      expect(await descend((work) => traceable(work))).toEqual(levels);
    },
  },
  {
    number: 33,
    title: 'await of what is no promise',
    guarantee: { bareStack: 'the zone is lost, unless the value is given to keep' },
    async run(stage) {
      for (const value of [undefined, 5, { some: 'object' }]) {
        expect(await stage.zone('A').run(async () => [await value, stage.here()])).toEqual([value, stage.orLost('A')]);
        expect(await stage.zone('A').run(async () => [await keep(value), stage.here()])).toEqual([value, 'A']);
      }
    },
  },
  {
    number: 34,
    title: 'await of a rejection, in try and catch',
    guarantee: { bareStack: unseen },
    async run(stage) {
      const error = new Error('expected');
      const caught = (promise: Promise<unknown>) =>
        stage.zone('A').run(async () => {
          try {
            return await promise;
          } catch (reason) {
            return [reason, stage.here()];
          } finally {
            await undefined;
          }
        });
      const fail = async (): Promise<never> => {
        await undefined;
        throw error;
      };
      expect(await caught(fail())).toEqual([error, stage.orLost('A')]);
      expect(await caught(traceable(fail)())).toEqual([error, 'A']);
      expect(await caught(keep(Promise.reject(error)))).toEqual([error, 'A']);
    },
  },
  {
    number: 35,
    title: 'a thenable: in its then and after it',
    guarantee: { bareStack: 'the zone is lost in then; after it too, unless the thenable is given to keep' },
    async run(stage) {
      const inside: string[] = [];
      const thenable = {
        then(resolve: (value: string) => void) {
          inside.push(stage.here());
          resolve('value');
        },
      };
      const native = await stage.zone('A').run(async () => [await thenable, stage.here()]);
      const kept = await stage.zone('A').run(async () => [await keep(thenable as PromiseLike<string>), stage.here()]);
      expect(native).toEqual(['value', stage.orLost('A')]);
      expect(kept).toEqual(['value', 'A']);
      expect(inside).toEqual([stage.orLost('A'), stage.orLost('A')]);
    },
  },
  {
    number: 36,
    title: 'a thenable returned from an async function or a then handler',
    guarantee: { bareStack: 'the zone is lost in its then; who awaits a decorated method is not concerned' },
    async run(stage) {
      const thenable = () => {
        const object = {
          then(resolve: (value: string) => void) {
            resolve(stage.here());
          },
        };
        return object as PromiseLike<string>;
      };
      const returned = stage.zone('A').run(async () => thenable());
      const handled = stage.zone('A').run(() => Promise.resolve().then(thenable));
      expect(await returned).toBe(stage.orLost('A'));
      expect(await handled).toBe(stage.orLost('A'));
      const decorated = traceable(async () => thenable());
      expect(await stage.zone('A').run(async () => [await decorated(), stage.here()])).toEqual([
        stage.orLost('A'),
        'A',
      ]);
    },
  },
  {
    number: 37,
    title: 'a subclass of Promise',
    guarantee: { bareStack: 'the zone is lost, unless the promise is given to keep; a subclass stays as it is' },
    async run(stage) {
      class Later<Value> extends Promise<Value> {
        readonly own = 'member';
      }
      const later = () => Later.resolve('value');
      expect(await stage.zone('A').run(async () => [await later(), stage.here()])).toEqual([
        'value',
        stage.orLost('A'),
      ]);
      expect(await stage.zone('A').run(async () => [await keep(later()), stage.here()])).toEqual(['value', 'A']);
      const decorated = traceable(later);
      expect(decorated()).toBeInstanceOf(Later);
      expect((decorated() as Later<string>).own).toBe('member');
      expect(await stage.zone('A').run(async () => [await decorated(), stage.here()])).toEqual([
        'value',
        stage.orLost('A'),
      ]);
    },
  },
];

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolver) => (resolve = resolver));
  return { promise, resolve };
}
