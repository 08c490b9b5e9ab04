import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keep, traceable, tracingContext } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label, labelled } from '../helpers/labels.js';
import { Scope } from '../../lib/zone/scope.js';
import { Zone } from '../../lib/zone/zone.js';

const { diagnostics } = freshTracing();

function codes(): string[] {
  return [...new Set(diagnostics.map(({ code }) => code))];
}

/** What is done to scopes: the next one is opened, or one of those that there are is disposed, closed or not. */
type Step = 'open' | { readonly dispose: number };

/** Labels of the blocks that are open, and the disposing of one of them by its position among all that were opened. */
class Blocks {
  readonly #scopes: Disposable[] = [];
  readonly open = new Set<string>();

  take(step: Step): void {
    if (step === 'open') {
      const text = `block ${this.#scopes.length}`;
      this.#scopes.push(tracingContext(label(text)));
      this.open.add(text);
      return;
    }
    if (this.#scopes.length === 0) return;
    const index = step.dispose % this.#scopes.length;
    this.#scopes[index]?.[Symbol.dispose]();
    this.open.delete(`block ${index}`);
  }

  disposeAll(): void {
    for (const index of this.#scopes.keys()) this.take({ dispose: index });
  }
}

function isAllowed(label: string, open: ReadonlySet<string>): boolean {
  return label === 'ground' || open.has(label);
}

/** Every order in which `count` blocks can be opened and disposed. */
function* orders(count: number, opened = 0, open: readonly number[] = []): Generator<Step[]> {
  if (opened === count && open.length === 0) yield [];
  if (opened < count) {
    for (const rest of orders(count, opened + 1, [...open, opened])) yield ['open', ...rest];
  }
  for (const index of open) {
    const others = open.filter((other) => other !== index);
    for (const rest of orders(count, opened, others)) yield [{ dispose: index }, ...rest];
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(fc.constant<Step>('open'), fc.record({ dispose: fc.nat({ max: 7 }) }));

describe('blocks that are opened and disposed in any order', () => {
  test.each([1, 2, 3, 4, 5])('%i of them never bring a closed one back, and leave nothing', (count) => {
    let wrong = 0;
    for (const order of orders(count)) {
      labelled('ground').run(() => {
        const blocks = new Blocks();
        for (const next of order) {
          blocks.take(next);
          if (!isAllowed(here(), blocks.open)) wrong += 1;
        }
        if (here() !== 'ground') wrong += 1;
      });
    }
    expect(wrong).toBe(0);
    expect(here()).toBe('none');
  });

  test('disposed from the inside out, they bring back what was around each', () => {
    const scopes = ['A', 'B', 'C', 'D'].map((text) => tracingContext(label(text)));
    const seen = [here()];
    for (const scope of scopes.reverse()) {
      scope[Symbol.dispose]();
      seen.push(here());
    }
    expect(seen).toEqual(['D', 'C', 'B', 'A', 'none']);
    expect(codes()).toEqual([]);
  });

  test('also where some are disposed again, at any time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        labelled('ground').run(() => {
          const blocks = new Blocks();
          for (const next of steps) {
            blocks.take(next);
            expect(isAllowed(here(), blocks.open)).toBe(true);
          }
          blocks.disposeAll();
          expect(here()).toBe('ground');
        });
        expect(here()).toBe('none');
      }),
      { numRuns: 1000 },
    );
  });

  test('also across awaits of a decorated method, and in callbacks of other zones', async () => {
    const place = fc.constantFrom('here', 'in a run', 'after an await');
    const play = traceable(async (steps: readonly (readonly [Step, string])[]) => {
      const blocks = new Blocks();
      const wrong: string[] = [];
      for (const [next, where] of steps) {
        if (where === 'after an await') await keep(undefined);
        if (where === 'in a run' && next !== 'open') labelled('run').run(() => blocks.take(next));
        else blocks.take(next);
        if (!isAllowed(here(), blocks.open)) wrong.push(here());
      }
      blocks.disposeAll();
      return [...wrong, here()];
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, place), { maxLength: 16 }), async (steps) => {
        expect(await labelled('ground').run(() => play(steps))).toEqual(['ground']);
        expect(here()).toBe('none');
      }),
      { numRuns: 500 },
    );
  });

  test('disposing twice is silent, and disposing where the block is not open is reported', () => {
    const outer = tracingContext(label('outer'));
    const inner = tracingContext(label('inner'));
    outer[Symbol.dispose]();
    outer[Symbol.dispose]();
    expect(codes()).toEqual([]);
    inner[Symbol.dispose]();
    inner[Symbol.dispose]();
    expect(diagnostics.map(({ code }) => code)).toEqual(['scope-disposed-elsewhere']);
  });
});

describe('work that was started in a block', () => {
  test('belongs to the block also when it goes on after the block was closed', async () => {
    const seen: Promise<string>[] = [];
    {
      using _ = tracingContext(label('block'));
      seen.push(
        new Promise((resolve) => setTimeout(() => resolve(here()))),
        Promise.resolve().then(here),
        (async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return here();
        })(),
      );
    }
    expect(here()).toBe('none');
    expect(await Promise.all(seen)).toEqual(['block', 'block', 'block']);
    expect(codes()).toEqual([]);
  });

  test('may open a block of its own there, and has the closed one back after it', async () => {
    let late: Promise<string[]>;
    {
      using _ = tracingContext(label('block'));
      late = new Promise((resolve) =>
        setTimeout(() => {
          const seen: string[] = [];
          {
            using _inner = tracingContext(label('late'));
            seen.push(here());
          }
          resolve([...seen, here()]);
        }),
      );
    }
    expect(await late).toEqual(['late', 'block']);
    expect(codes()).toEqual([]);
  });

  test('may open and dispose blocks there in any order, and stands on the closed one after them', async () => {
    let wrong = 0;
    let late: Promise<void>;
    {
      using _ = tracingContext(label('ground'));
      late = new Promise((resolve) =>
        setTimeout(() => {
          for (const order of orders(3)) {
            const blocks = new Blocks();
            for (const next of order) {
              blocks.take(next);
              if (!isAllowed(here(), blocks.open)) wrong += 1;
            }
            if (here() !== 'ground') wrong += 1;
          }
          resolve();
        }),
      );
    }
    await late;
    expect(wrong).toBe(0);
  });
});

test('a block is told of by its public name, which a minifier takes from the function', () => {
  const minified = Scope.open({}, () => undefined, 'tracingContext');
  const outer = Zone.current;
  Zone.leave(Zone.root);
  minified.close();
  expect(diagnostics[0]?.message).toMatch(/^A tracingContext block/);
  expect(Zone.current).not.toBe(outer);
});
