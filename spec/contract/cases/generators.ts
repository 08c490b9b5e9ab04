import { expect } from '@jest/globals';
import { keep, traceable } from 'tracenest';
import { carrier } from '../../../lib/zone/zone.js';
import type { ContractCase } from '../contractCase.js';
import { TracedBodies } from '../tracedBodies.js';

export const generatorCases: readonly ContractCase[] = [
  {
    number: 54,
    title: 'the body of a generator runs where it was created, at every next',
    guarantee: 'everywhere',
    run(stage) {
      const iterator = stage.zone('A').run(() => new TracedBodies(stage).count());
      const seen = [
        stage.zone('B').run(() => iterator.next().value),
        iterator.next().value,
        stage.zone('C').run(() => iterator.next().value),
      ];
      expect(seen).toEqual(Array(3).fill('count in A'));
    },
  },
  {
    number: 55,
    title: 'the body of an async generator too, also after an await in it',
    guarantee: { bareStack: 'after an await of what is not carried, the zone is lost until the next resumption' },
    async run(stage) {
      const seenWith = async (suspend: () => unknown) => {
        const body = new TracedBodies(stage);
        const iterator = stage.zone('A').run(() => body.countLater(suspend));
        await stage.zone('B').run(() => iterator.next());
        await iterator.next();
        await stage.zone('C').run(() => iterator.next());
        return body.log;
      };
      const inA = ['countLater in A', 'countLater in A', 'countLater in A', 'finally: countLater in A'];
      const lost = `none in ${stage.lost}`;
      // To return from an async generator is to await what it returns.
      expect(await seenWith(() => keep(undefined))).toEqual(
        carrier.survivesAwait ? inA : [...inA.slice(0, 3), `finally: ${lost}`],
      );
      const last = carrier.survivesAwait ? inA : [lost, lost, 'countLater in A', `finally: ${lost}`];
      expect(await seenWith(() => undefined)).toEqual(last);
    },
  },
  {
    number: 56,
    title: 'the zone of the consumer is untouched between yields',
    guarantee: 'everywhere',
    async run(stage) {
      const seen: string[] = [];
      const sync = stage.zone('A').run(() => new TracedBodies(stage).count());
      stage.zone('B').run(() => {
        for (const _ of sync) seen.push(stage.here());
        seen.push(stage.here());
      });
      const later = stage.zone('A').run(() => new TracedBodies(stage).countLater());
      await stage.zone('B').run(async () => {
        for await (const _ of later) seen.push(stage.here());
        seen.push(stage.here());
      });
      expect(seen).toEqual(Array(6).fill('B'));
    },
  },
  {
    number: 57,
    title: 'a yield within a nested zone: there at once, and around it afterwards',
    guarantee: 'everywhere',
    run(stage) {
      const nested = traceable(function* () {
        yield stage.zone('nested').run(stage.here);
        yield stage.here();
        {
          using _ = stage.scope('block');
          yield stage.here();
          yield stage.here();
        }
        yield stage.here();
      });
      const iterator = stage.zone('A').run(() => nested());
      expect(stage.zone('B').run(() => [...iterator].concat(stage.here()))).toEqual([
        'nested',
        'A',
        'block',
        'block',
        'A',
        'B',
      ]);
    },
  },
  {
    number: 58,
    title: 'break and return run the finally of the body where the generator was created',
    guarantee: 'everywhere',
    async run(stage) {
      const body = stage.zone('A').run(() => new TracedBodies(stage));
      stage
        .zone('A')
        .run(() => body.count())
        .next();
      const [first, second, third] = stage.zone('A').run(() => [body.count(), body.count(), body.countLater()]);
      stage.zone('B').run(() => {
        for (const _ of first) break;
        second.next();
        second.return('value');
      });
      await stage.zone('B').run(async () => {
        for await (const _ of third) break;
        expect(stage.here()).toBe('B');
      });
      const finals = body.log.filter((line) => line.startsWith('finally'));
      expect(finals).toEqual(['finally: count in A', 'finally: count in A', 'finally: countLater in A']);
    },
  },
  {
    number: 59,
    title: 'throw arrives in the body, where the generator was created',
    guarantee: 'everywhere',
    run(stage) {
      const iterator = stage.zone('A').run(() => new TracedBodies(stage).listen());
      iterator.next();
      const answer = stage.zone('B').run(() => iterator.throw(new Error('thrown in')));
      expect(answer).toEqual({ done: false, value: 'caught thrown in, listen in A' });
      const error = new Error('thrown out');
      const refusing = stage.zone('A').run(() => new TracedBodies(stage).count());
      refusing.next();
      expect(() => refusing.throw(error)).toThrow(error);
      expect(stage.here()).toBe('start');
    },
  },
  {
    number: 60,
    title: 'the value given to next is delivered',
    guarantee: 'everywhere',
    run(stage) {
      const iterator = stage.zone('A').run(() => new TracedBodies(stage).listen());
      iterator.next('dropped, as by every generator');
      expect(stage.zone('B').run(() => iterator.next('delivered').value)).toBe('delivered, listen in A');
      expect(iterator.next(undefined).value).toBe('undefined, listen in A');
    },
  },
  {
    number: 61,
    title: 'several queued nexts come in order, all where the generator was created',
    guarantee: { bareStack: 'in order; but only the first finds its zone, the others are resumed by the engine' },
    async run(stage) {
      const numbers = traceable(async function* count() {
        for (let index = 0; index < 3; index += 1) yield `${index}: ${stage.here()}`;
        return `end: ${stage.here()}`;
      });
      const iterator = stage.zone('A').run(() => numbers());
      const queued = ['B', 'C', 'D', 'E'].map((label) => stage.zone(label).run(() => iterator.next()));
      const results = await Promise.all(queued);
      const later = stage.orLost('A');
      expect(results.map(({ value }) => value)).toEqual(['0: A', `1: ${later}`, `2: ${later}`, `end: ${later}`]);
      expect(results.map(({ done }) => done)).toEqual([false, false, false, true]);
    },
  },
  {
    number: 62,
    title: 'yield* of a traced generator nests below the one that delegates',
    guarantee: 'everywhere',
    async run(stage) {
      const expected = (inner: string, outer: string, last = `${inner} in A`) => [
        `outer: ${outer} in A`,
        `${inner} in A`,
        `${inner} in A`,
        `${inner} in A`,
        `finally: ${last}`,
        `inner returned ${inner} in A; outer: ${outer} in A`,
      ];
      const sync = new TracedBodies(stage);
      const iterator = stage.zone('A').run(() => sync.outerSync());
      stage.zone('B').run(() => [...iterator]);
      expect(sync.log).toEqual(expected('count', 'outerSync'));
      const later = new TracedBodies(stage);
      const delegating = stage.zone('A').run(() => later.outer());
      await stage.zone('B').run(async () => {
        for await (const _ of delegating) expect(stage.here()).toBe('B');
      });
      const afterReturn = carrier.survivesAwait ? undefined : `none in ${stage.lost}`;
      expect(later.log).toEqual(expected('countLater', 'outer', afterReturn));
    },
  },
  {
    number: 63,
    title: 'next by hand is the same as a loop',
    guarantee: 'everywhere',
    async run(stage) {
      const byLoop = new TracedBodies(stage);
      const loop = stage.zone('A').run(() => byLoop.countLater());
      for await (const _ of loop);
      const byHand = new TracedBodies(stage);
      const hand = stage.zone('A').run(() => byHand.countLater());
      while ((await hand.next()).done !== true);
      expect(byHand.log).toEqual(byLoop.log);
      expect(byHand.log[0]).toBe('countLater in A');
    },
  },
  {
    number: 64,
    title: 'a generator that is abandoned or never started leaves nothing current',
    guarantee: 'everywhere',
    async run(stage) {
      stage.zone('B').run(() => {
        new TracedBodies(stage).count();
        new TracedBodies(stage).count().next();
        const holding = traceable(function* () {
          using _ = stage.scope('held');
          yield stage.here();
        });
        expect(holding().next().value).toBe('held');
        expect(stage.here()).toBe('B');
      });
      await stage.zone('B').run(async () => {
        new TracedBodies(stage).countLater();
        await new TracedBodies(stage).countLater().next();
        expect(stage.here()).toBe('B');
      });
      expect(stage.here()).toBe(stage.orLost('start'));
    },
  },
];
