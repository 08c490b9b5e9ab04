import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { getCurrentRunTree, keep, traceable, tracingContext, Zone, type RunTree } from 'tracenest';
import { carrier } from '../../lib/zone/zone.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label, labelled } from '../helpers/labels.js';
import { turns } from '../helpers/turns.js';

freshTracing();
jest.setTimeout(30_000);

/** What a flow does next, and between which turns of the queue. */
type Step =
  | { readonly kind: 'method' | 'failing' | 'kept' | 'then' | 'stream' | 'scope' | 'shared'; readonly turns: number }
  | { readonly kind: 'nested' | 'all'; readonly steps: readonly Step[] };

/** The record of a run holds what it was called with: steps within steps would be written again on every level. */
const withoutInputs = { processInputs: () => ({}) };

/** One of many concurrent flows: it knows where it is, and notes when the stack does not. */
class Flow {
  readonly #name: string;
  readonly #wrong: string[];
  readonly #shared: Promise<void>[];

  constructor(name: string, wrong: string[], shared: Promise<void>[]) {
    this.#name = name;
    this.#wrong = wrong;
    this.#shared = shared;
  }

  #check(after: string, run: RunTree | undefined, name = this.#name): void {
    const current = getCurrentRunTree();
    if (here() === name && current !== undefined && current === run) return;
    this.#wrong.push(`${this.#name} after ${after}: ${here()}, ${current?.name} instead of ${run?.name}`);
  }

  #checkParent(caller: RunTree | undefined, run: RunTree | undefined): void {
    if (run?.parentRunId !== caller?.id) this.#wrong.push(`${run?.name} of ${this.#name} is below another run`);
  }

  @traceable(withoutInputs)
  async work(caller: RunTree | undefined, count: number, run = getCurrentRunTree()): Promise<void> {
    this.#checkParent(caller, run);
    await keep(turns(count));
    this.#check('a kept promise', run);
    if (count % 2 === 0) await this.work(run, count - 1);
    this.#check('a method of its own', run);
  }

  @traceable(withoutInputs)
  async fail(caller: RunTree | undefined, count: number, run = getCurrentRunTree()): Promise<never> {
    this.#checkParent(caller, run);
    await keep(turns(count));
    throw new Error('expected');
  }

  @traceable(withoutInputs)
  async *stream(caller: RunTree | undefined, count: number, run = getCurrentRunTree()): AsyncGenerator<number> {
    this.#checkParent(caller, run);
    for (let index = 0; index < 3; index += 1) {
      await keep(turns(count));
      yield index;
      this.#check('a yield', run);
    }
  }

  @traceable(withoutInputs)
  async play(caller: RunTree | undefined, steps: readonly Step[], run = getCurrentRunTree()): Promise<void> {
    this.#checkParent(caller, run);
    for (const step of steps) {
      await this.#take(step, run);
      this.#check(step.kind, run);
    }
  }

  /** What it returns is a promise of a decorated method, or a kept one: an async function of its own would lose the zone. */
  #take(step: Step, run: RunTree | undefined): Promise<unknown> {
    switch (step.kind) {
      case 'method':
        return this.work(run, step.turns);
      case 'failing':
        return keep(this.fail(run, step.turns).catch(() => this.#check('a failure', run)));
      case 'kept':
        return keep(turns(step.turns));
      case 'then':
        return keep(this.work(run, step.turns).then(() => this.#check('a then', run)));
      case 'stream':
        return this.consume(step.turns);
      case 'scope':
        return this.scoped(step.turns);
      case 'shared': {
        // Settles in the frame of nobody, and for all flows that wait for it.
        this.#shared.push((async () => this.work(run, step.turns))());
        return keep(this.#shared[step.turns % this.#shared.length]);
      }
      case 'nested':
        return this.play(run, step.steps);
      case 'all':
        return keep(Promise.all([this.play(run, step.steps), this.work(run, 1), this.play(run, step.steps)]));
    }
  }

  @traceable(withoutInputs)
  async consume(count: number, run = getCurrentRunTree()): Promise<void> {
    for await (const chunk of this.stream(run, count)) this.#check(`chunk ${chunk}`, run);
    this.#check('a stream', run);
  }

  @traceable(withoutInputs)
  async scoped(count: number, run = getCurrentRunTree()): Promise<void> {
    {
      using _ = tracingContext(label(`scope of ${this.#name}`));
      await keep(turns(count));
      this.#check('a scope was opened', run, `scope of ${this.#name}`);
    }
    this.#check('a scope was closed', run);
    await keep(turns(1));
    this.#check('a scope and a kept promise', run);
  }
}

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constantFrom('method', 'failing', 'kept', 'then', 'stream', 'scope', 'shared'),
      turns: fc.nat({ max: 6 }),
    }) as fc.Arbitrary<Step>,
    fc.record({ kind: fc.constantFrom('nested', 'all'), steps: tie('steps') }) as fc.Arbitrary<Step>,
  ),
}));

describe('many flows at once that await decorated methods and kept promises', () => {
  test('never find themselves in a wrong zone or run, on whichever carrier', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 2, maxLength: 6 }), async (plans) => {
        const wrong: string[] = [];
        const shared: Promise<void>[] = [];
        const flows = plans.map((plan, index) => {
          const name = `flow ${index}`;
          return labelled(name).run(() => new Flow(name, wrong, shared).play(undefined, plan));
        });
        expect(here()).toBe('none');
        await Promise.all(flows);
        expect(wrong).toEqual([]);
        expect(Zone.current === Zone.root).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('where they await anything else, have lost their zone and never have the zone of another', async () => {
    const waits = fc.array(fc.record({ turns: fc.nat({ max: 5 }), carried: fc.boolean() }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(waits, { minLength: 2, maxLength: 6 }), async (plans) => {
        const work = traceable(turns);
        const cache = new Map<number, Promise<void>>();
        const flows = plans.map((plan, index) =>
          labelled(`flow ${index}`).run(async () => {
            const seen = new Set<string>();
            for (const wait of plan) {
              const started = cache.get(wait.turns) ?? (async () => work(wait.turns))();
              cache.set(wait.turns, started);
              await (wait.carried ? keep(started) : started);
              seen.add(here());
            }
            return [...seen].filter((name) => name !== `flow ${index}`);
          }),
        );
        const strangers = (await Promise.all(flows)).flat();
        expect(strangers.filter((name) => carrier.survivesAwait || name !== 'none')).toEqual([]);
        expect(Zone.current === Zone.root).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
