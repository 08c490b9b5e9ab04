import { expect } from '@jest/globals';
import { bind, traceable, tracingContext, Zone } from 'tracenest';
import type { ContractCase } from '../contractCase.js';

export const bindCases: readonly ContractCase[] = [
  {
    number: 19,
    title: 'captures at bind, not at the call',
    guarantee: 'everywhere',
    run(stage) {
      const bound = stage.zone('A').run(() => bind(stage.here));
      expect(bound()).toBe('A');
      expect(stage.zone('B').run(bound)).toBe('A');
    },
  },
  {
    number: 20,
    title: 'keeps this, arguments, length and name',
    guarantee: 'everywhere',
    run() {
      function rank(this: unknown, first: number, second: number, ...more: number[]): unknown[] {
        return [this, first, second, ...more];
      }
      const bound = bind(rank);
      const self = {};
      expect(bound.call(self, 1, 2, 3)).toEqual([self, 1, 2, 3]);
      expect(bound.call(self, 1, 2)[0]).toBe(self);
      expect([bound.name, bound.length]).toEqual(['rank', 2]);
      expect(rank.name).toBe('rank');
    },
  },
  {
    number: 21,
    title: 'binding again changes nothing: the first capture wins',
    guarantee: 'everywhere',
    run(stage) {
      const bound = stage.zone('A').bind(stage.here);
      const again = stage.zone('B').run(() => bind(bound));
      expect(again).toBe(bound);
      expect(again()).toBe('A');
    },
  },
  {
    number: 22,
    title: 'gives the caller its own zone back, after return and after a throw',
    guarantee: 'everywhere',
    run(stage) {
      const fail = stage.zone('A').bind(() => {
        Zone.enter(stage.zone('left behind'));
        throw new Error('thrown');
      });
      stage.zone('B').run(() => {
        stage.zone('A').bind(() => Zone.enter(stage.zone('left behind')))();
        expect(stage.here()).toBe('B');
        expect(fail).toThrow('thrown');
        expect(stage.here()).toBe('B');
      });
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 23,
    title: 'can be called many times and in any order',
    guarantee: 'everywhere',
    run(stage) {
      const a = stage.zone('A').bind(stage.here);
      const b = stage.zone('B').bind(stage.here);
      expect([b(), a(), a(), b(), a()]).toEqual(['B', 'A', 'A', 'B', 'A']);
      const nested = stage.zone('C').bind(() => [stage.here(), b(), a(), stage.here()]);
      expect([nested(), nested()]).toEqual([
        ['C', 'B', 'A', 'C'],
        ['C', 'B', 'A', 'C'],
      ]);
    },
  },
  {
    number: 24,
    title: 'bound in the root, hides what is around the call',
    guarantee: 'everywhere',
    run(stage) {
      const bound = Zone.root.run(() => bind(stage.here));
      expect(stage.zone('A').run(bound)).toBe(stage.root);
      expect(stage.zone('A').run(() => Zone.root.bind(() => Zone.current.activeRun)())).toBeUndefined();
    },
  },
  {
    number: 25,
    title: 'what was not set at bind is not set at the call',
    guarantee: 'everywhere',
    run(stage) {
      const bound = bind(() => [Zone.current.settings.projectName, Zone.current.settings.metadata]);
      const called = tracingContext({ projectName: 'set later', metadata: { label: 'later' } }, bound);
      expect(called).toEqual([stage.start.settings.projectName, stage.start.settings.metadata]);
    },
  },
  {
    number: 26,
    title: 'awaiting a bound async function, the caller resumes in its own zone',
    guarantee: { bareStack: 'only where the bound function is decorated, or its promise given to keep' },
    async run(stage) {
      const work = async () => {
        await undefined;
        return stage.here();
      };
      const bound = stage.zone('A').bind(work);
      const decorated = stage.zone('A').bind(traceable(work));
      const seen = await stage.zone('B').run(async () => [await bound(), stage.here()]);
      expect(seen).toEqual([stage.orLost('A'), stage.orLost('B')]);
      const carried = await stage.zone('B').run(async () => [await decorated(), stage.here()]);
      expect(carried).toEqual([stage.orLost('A'), 'B']);
    },
  },
  {
    number: 27,
    title: 'what is no function is returned as it is',
    guarantee: 'everywhere',
    run() {
      for (const value of [undefined, null, 0, 'text', Symbol('s'), {}, [], new Map()]) expect(bind(value)).toBe(value);
    },
  },
  {
    number: 28,
    title: 'running what cannot be called throws, and leaves the stack alone',
    guarantee: 'everywhere',
    run(stage) {
      for (const callback of [undefined, null, 0, 'text', {}]) {
        expect(() => stage.zone('A').run(callback as never)).toThrow(TypeError);
        if (callback !== undefined) expect(() => tracingContext(null, callback as never)).toThrow(TypeError);
        expect(stage.atStart()).toBe(true);
      }
    },
  },
];
