import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrentRunTree, startRun, traceable, tracingContext } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label, labelled } from '../helpers/labels.js';
import { pause } from '../helpers/pause.js';

const { diagnostics } = freshTracing();
jest.setTimeout(30_000);

function codes(): string[] {
  return [...new Set(diagnostics.map(({ code }) => code))];
}

class Holder {
  @traceable
  *hold(name: string): Generator<string, string, unknown> {
    yield here();
    {
      using _outer = tracingContext(label(`outer ${name}`));
      yield here();
      {
        using _inner = tracingContext(label(`inner ${name}`));
        yield here();
        yield here();
      }
      yield here();
      yield here();
    }
    return here();
  }

  @traceable
  async *holdLater(name: string): AsyncGenerator<string, string, unknown> {
    yield here();
    {
      using _outer = tracingContext(label(`outer ${name}`));
      await pause();
      yield here();
      {
        using _inner = tracingContext(label(`inner ${name}`));
        yield here();
        await pause();
        yield here();
      }
      yield here();
      yield here();
    }
    await undefined;
    return here();
  }
}

function expected(name: string, around = 'made'): string[] {
  const [outer, inner] = [`outer ${name}`, `inner ${name}`];
  return [around, outer, inner, inner, outer, outer, around];
}

describe('a block held across a yield', () => {
  test('is back at every resumption of a generator, whoever resumes it, and never there for the consumer', () => {
    const iterator = labelled('made').run(() => new Holder().hold('x'));
    const inside: string[] = [];
    const outside: string[] = [];
    for (const label of ['B', 'C', 'B', 'D', 'B', 'C', 'B']) {
      labelled(label).run(() => {
        inside.push(iterator.next().value);
        outside.push(here());
      });
      expect(here()).toBe('none');
    }
    expect(inside).toEqual(expected('x'));
    expect(outside).toEqual(['B', 'C', 'B', 'D', 'B', 'C', 'B']);
    expect(codes()).toEqual([]);
  });

  test('is back at every resumption of an async generator, also after awaits', async () => {
    const iterator = labelled('made').run(() => new Holder().holdLater('x'));
    const inside: string[] = [];
    const outside: string[] = [];
    for (const label of ['B', 'C', 'B', 'D', 'B', 'C', 'B']) {
      await labelled(label).run(async () => {
        const { value } = await iterator.next();
        inside.push(value);
        outside.push(here());
      });
    }
    expect(inside).toEqual(expected('x'));
    expect(outside).toEqual(['B', 'C', 'B', 'D', 'B', 'C', 'B']);
    expect(codes()).toEqual([]);
  });

  test('is the ground of the run that a block inside it starts', () => {
    const generator = traceable(function* holding() {
      using run = startRun({ name: 'block' });
      yield getCurrentRunTree()?.name;
      run.end();
      yield getCurrentRunTree()?.name;
    });
    const iterator = generator();
    expect([iterator.next().value, getCurrentRunTree(), iterator.next().value]).toEqual([
      'block',
      undefined,
      'holding',
    ]);
  });

  test('is closed by break, by return and by throw, and the consumer sees nothing of it', async () => {
    const holder = new Holder();
    labelled('B').run(() => {
      for (const inside of holder.hold('x')) if (inside.startsWith('inner')) break;
      expect(here()).toBe('B');
      const returned = holder.hold('x');
      returned.next();
      returned.next();
      returned.return('early');
      const thrown = holder.hold('x');
      thrown.next();
      thrown.next();
      expect(() => thrown.throw(new Error('thrown in'))).toThrow('thrown in');
      expect(here()).toBe('B');
    });
    await labelled('B').run(async () => {
      for await (const inside of holder.holdLater('x')) if (inside.startsWith('inner')) break;
      expect(here()).toBe('B');
    });
    expect(codes()).toEqual([]);
  });

  test('of several generators that are consumed in turns, each has its own', () => {
    const iterators = ['x', 'y', 'z'].map((label) => labelled(`made ${label}`).run(() => new Holder().hold(label)));
    const seen = iterators.map(() => [] as string[]);
    for (let round = 0; round < 7; round += 1) {
      for (const [index, iterator] of iterators.entries()) seen[index]?.push(iterator.next().value);
    }
    expect(seen).toEqual(['x', 'y', 'z'].map((label) => expected(label, `made ${label}`)));
  });

  test('of generators that consume each other, each has its own', () => {
    const outer = traceable(function* outer() {
      using _ = tracingContext(label('outermost'));
      for (const inside of new Holder().hold('x')) yield [inside, here()];
    });
    const seen = labelled('B').run(() => [...outer()]);
    expect(seen.map(([inside]) => inside)).toEqual(expected('x', 'outermost').slice(0, -1));
    expect(new Set(seen.map(([, around]) => around))).toEqual(new Set(['outermost']));
  });

  test('is open in one generator while others are resumed in any order', async () => {
    const order = fc.array(fc.nat({ max: 4 }), { minLength: 10, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(order, async (turns) => {
        const iterators = Array.from({ length: 5 }, (_, index) => {
          const name = `${index}`;
          return labelled('made').run(() => (index % 2 === 0 ? new Holder().hold(name) : new Holder().holdLater(name)));
        });
        const seen = iterators.map(() => [] as string[]);
        const pending = turns.map(async (index, turn) => {
          if (seen[index]?.length === 7) return;
          const step = labelled(`consumer ${turn}`).run(() => iterators[index]?.next());
          expect(here()).toBe('none');
          const result = await step;
          if (result !== undefined && result.value !== undefined) seen[index]?.push(result.value);
        });
        await Promise.all(pending);
        for (const [index, values] of seen.entries()) {
          expect(values).toEqual(expected(`${index}`).slice(0, values.length));
        }
      }),
      { numRuns: 100 },
    );
    expect(codes()).toEqual([]);
  });
});

describe('a generator that is returned by the callback of a scope', () => {
  test('stays in the scope, decorated or not', async () => {
    const sync = tracingContext(label('scope'), function* () {
      yield here();
      yield here();
    });
    expect(labelled('B').run(() => [...sync, here()])).toEqual(['scope', 'scope', 'B']);
    const later = tracingContext(label('scope'), async function* () {
      yield here();
      await pause();
      yield here();
    });
    const seen: string[] = [];
    await labelled('B').run(async () => {
      for await (const inside of later) seen.push(inside, here());
    });
    expect(seen).toEqual(['scope', 'B', 'scope', 'B']);
  });
});
