import { expect } from '@jest/globals';
import { keep, traceable, Zone } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import { inWorker } from '../inWorker.js';
import { turns } from '../../helpers/turns.js';

export const concurrencyCases: readonly ContractCase[] = [
  {
    number: 38,
    title: 'all, race, any and allSettled resume in the zone of the caller',
    guarantee: { bareStack: 'the zone is lost, unless what they return is given to keep' },
    async run(stage) {
      const work = traceable(turns);
      const combinators: readonly ((promises: Promise<void>[]) => Promise<unknown>)[] = [
        (promises) => Promise.all(promises),
        (promises) => Promise.race(promises),
        (promises) => Promise.any(promises),
        (promises) => Promise.allSettled(promises),
      ];
      for (const combine of combinators) {
        const combined = () => combine([work(2), turns(1), work(3)]);
        expect(await stage.zone('A').run(async () => (await combined(), stage.here()))).toBe(stage.orLost('A'));
        expect(await stage.zone('A').run(async () => (await keep(combined()), stage.here()))).toBe('A');
      }
    },
  },
  {
    number: 39,
    title: 'parallel calls never mix',
    guarantee: {
      bareStack: 'the zone is lost at each await of what is not carried; never is it the zone of another call',
    },
    async run(stage) {
      const work = traceable(turns);
      const flow = (label: string, suspend: (turn: number) => Promise<void>) =>
        stage.zone(label).run(async () => {
          const seen = new Set<string>();
          for (let turn = 0; turn < 10; turn += 1) {
            await suspend(turn);
            seen.add(stage.here());
          }
          return [...seen];
        });
      const labels = Array.from({ length: 10 }, (_, index) => `flow ${index}`);
      const native = labels.map((label, index) => flow(label, (turn) => turns((turn + index) % 4)));
      const carried = labels.map((label, index) => flow(label, (turn) => work((turn + index) % 4)));
      expect(stage.here()).toBe('start');
      expect(await Promise.all(native)).toEqual(labels.map((label) => [stage.orLost(label)]));
      expect(await Promise.all(carried)).toEqual(labels.map((label) => [label]));
    },
  },
  {
    number: 40,
    title: 'what a callee does to the stack never comes back to the caller',
    guarantee: { bareStack: 'the zone is lost after an await; what the callee entered before it is not seen' },
    async run(stage) {
      const callee = async () => {
        Zone.enter(stage.zone('entered'));
        await undefined;
      };
      const caller = (call: () => Promise<void>) =>
        stage.zone('A').run(async () => {
          const promise = stage.zone('B').run(call);
          const before = stage.here();
          await promise;
          return [before, stage.here()];
        });
      expect(await caller(callee)).toEqual(['A', stage.orLost('A')]);
      const scoped = traceable(async () => {
        using _ = stage.scope('scope');
        await keep(undefined);
      });
      expect(await caller(scoped)).toEqual(['A', 'A']);
    },
  },
  {
    number: 41,
    title: 'unhandledRejection sees the zone that rejected',
    guarantee: { bareStack: 'the event comes from the platform, outside any zone' },
    async run(stage) {
      // In a thread of its own: a test runner takes the event as a failure of the test.
      const where = stage.orLost('A') === 'A' ? 'A' : 'root';
      expect(await inWorker('unhandledRejection')).toEqual({ native: [where], decorated: [where] });
    },
  },
  {
    number: 42,
    title: 'a dynamic import resumes in the zone of the importer',
    guarantee: { bareStack: 'the zone is lost, unless the import is given to keep' },
    async run(stage) {
      expect(await stage.zone('A').run(async () => (await import('node:os'), stage.here()))).toBe(stage.orLost('A'));
      expect(await stage.zone('A').run(async () => (await keep(import('node:os')), stage.here()))).toBe('A');
    },
  },
];
