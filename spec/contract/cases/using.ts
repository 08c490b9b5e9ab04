import { expect } from '@jest/globals';
import { keep, traceable, tracingContext } from 'tracenest';
import type { ContractCase } from '../contractCase.js';
import type { Stage } from '../stage.js';

class Holder {
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  @traceable
  async open(label: string, suspend: () => unknown): Promise<string[]> {
    using _ = this.stage.scope(label);
    const before = this.stage.here();
    await suspend();
    return [before, this.stage.here()];
  }

  @traceable
  *hold(label: string): Generator<string, void, unknown> {
    yield this.stage.here();
    using _ = this.stage.scope(label);
    yield this.stage.here();
    yield this.stage.here();
  }

  @traceable
  async *holdLater(label: string): AsyncGenerator<string, void, unknown> {
    using _ = this.stage.scope(label);
    yield this.stage.here();
    await keep(undefined);
    yield this.stage.here();
  }
}

const dispose = (scope: Disposable) => scope[Symbol.dispose]();

export const usingCases: readonly ContractCase[] = [
  {
    number: 65,
    title: 'a block restores on its end and on a throw',
    guarantee: 'everywhere',
    run(stage) {
      {
        using _ = stage.scope('A');
        expect(stage.here()).toBe('A');
      }
      expect(stage.atStart()).toBe(true);
      expect(() => {
        using _ = stage.scope('A');
        throw new Error(stage.here());
      }).toThrow('A');
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 66,
    title: 'nested blocks end from the inside out',
    guarantee: 'everywhere',
    run(stage) {
      const seen: string[] = [];
      const note = () => seen.push(stage.here());
      {
        using _a = stage.scope('A');
        {
          using _b = stage.scope('B');
          note();
          stage.zone('C').run(note);
          note();
        }
        note();
      }
      note();
      expect(seen).toEqual(['B', 'C', 'B', 'A', 'start']);
    },
  },
  {
    number: 67,
    title: 'disposing twice does not touch what was opened since',
    guarantee: 'everywhere',
    run(stage) {
      const first = stage.scope('A');
      dispose(first);
      const second = stage.scope('B');
      dispose(first);
      expect(stage.here()).toBe('B');
      dispose(second);
      dispose(second);
      dispose(first);
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 68,
    title: 'disposing out of order never brings a closed block back',
    guarantee: 'everywhere',
    run(stage) {
      const [a, b, c] = [stage.scope('A'), stage.scope('B'), stage.scope('C')];
      dispose(b);
      dispose(a);
      expect(['C', 'start']).toContain(stage.here());
      dispose(c);
      expect(stage.atStart()).toBe(true);
    },
  },
  {
    number: 69,
    title: 'blocks and runs in each other: each gives back what was around it, and no closed block',
    guarantee: 'everywhere',
    run(stage) {
      // A block that a callback leaves open ends with the callback.
      const opened = stage.zone('A').run(() => stage.scope('left open'));
      expect(stage.here()).toBe('start');
      dispose(opened);
      expect(stage.here()).toBe('start');

      // A block around a callback is there again after it.
      const around = stage.scope('around');
      stage.zone('A').run(() => {
        using _ = stage.scope('inside');
        expect(stage.here()).toBe('inside');
      });
      expect(stage.here()).toBe('around');

      // A block that is closed within a callback is not there again after it.
      tracingContext({ metadata: { label: 'B' } }, () => {
        dispose(around);
        expect(stage.here()).not.toBe('around');
      });
      expect(stage.here()).toBe('start');
    },
  },
  {
    number: 70,
    title: 'opened before the first await of a decorated method, it does not reach the caller',
    guarantee: 'everywhere',
    async run(stage) {
      await stage.zone('A').run(async () => {
        const held = new Holder(stage).open('held', () => keep(undefined));
        expect(stage.here()).toBe('A');
        expect(await held).toEqual(['held', 'held']);
        expect(stage.here()).toBe('A');
      });
      const foreign = stage.zone('A').run(() => new Holder(stage).open('held', () => undefined));
      expect(await foreign).toEqual(['held', stage.orLost('held')]);
    },
  },
  {
    number: 71,
    title: 'blocks of parallel calls do not see each other',
    guarantee: 'everywhere',
    async run(stage) {
      const labels = Array.from({ length: 10 }, (_, index) => `block ${index}`);
      const suspend = async (turns: number) => {
        for (let turn = 0; turn < turns; turn += 1) await keep(undefined);
      };
      const seen = await Promise.all(
        labels.map((label, index) => new Holder(stage).open(label, () => keep(suspend(index % 4)))),
      );
      expect(seen).toEqual(labels.map((label) => [label, label]));
    },
  },
  {
    number: 72,
    title: 'held across a yield, a block travels with the generator and not with its consumer',
    guarantee: 'everywhere',
    async run(stage) {
      const seen: string[] = [];
      stage.zone('A').run(() => {
        for (const inside of new Holder(stage).hold('held')) seen.push(`${inside} – ${stage.here()}`);
      });
      expect(seen.splice(0)).toEqual(['A – A', 'held – A', 'held – A']);
      await stage.zone('A').run(async () => {
        for await (const inside of new Holder(stage).holdLater('held')) seen.push(`${inside} – ${stage.here()}`);
        seen.push(stage.here());
      });
      expect(seen).toEqual(['held – A', 'held – A', 'A']);
    },
  },
];
