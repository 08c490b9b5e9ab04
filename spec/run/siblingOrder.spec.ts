import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree, traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const moment = Date.parse('2026-11-20T07:35:53.892Z');

function expectSorted(runs: readonly RunTree[]): void {
  const orders = runs.map((run) => run.dottedOrder);
  expect([...orders].sort()).toEqual(orders);
}

describe('siblings sort by dotted order as they started', () => {
  test('for 5,000 of them', () => {
    const root = new RunTree({ name: 'root' });
    expectSorted(Array.from({ length: 5_000 }, (_, index) => root.createChild({ name: `child ${index}` })));
  });

  test('for 5,000 traced calls of one method', () => {
    const call = traceable((index: number) => index, { name: 'call' });
    traceable(() => {
      for (let index = 0; index < 5_000; index++) call(index);
    })();
    const calls = exporter.runs.filter((run) => run.name === 'call');
    const sorted = [...calls].sort((one, other) => (one.dottedOrder < other.dottedOrder ? -1 : 1));
    expect(sorted.map((run) => run.outputs?.['output'])).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
  });

  test('within one microsecond', () => {
    const root = new RunTree({ name: 'root', startTime: moment });
    expectSorted(Array.from({ length: 5_000 }, () => root.createChild({ name: 'child', startTime: moment + 0.25 })));
  });

  test('at random moments, however close, also when the orders are read last first', () => {
    const steps = fc.array(
      fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.01, noNaN: true }), fc.nat({ max: 3 })),
      {
        minLength: 2,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(steps, (waits) => {
        const root = new RunTree({ name: 'root', startTime: moment });
        let startTime = moment;
        const children = waits.map((wait) => root.createChild({ name: 'child', startTime: (startTime += wait) }));
        for (const child of [...children].reverse()) void child.dottedOrder;
        expectSorted(children);
      }),
    );
  });

  test('at the same moment, while runs of another trace with a clock of its own start in between', () => {
    const offsets = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(offsets, (elsewhere) => {
        const root = new RunTree({ name: 'root', startTime: moment });
        const other = new RunTree({ name: 'other', startTime: moment });
        const children = elsewhere.map((offset) => {
          other.createChild({ name: 'in between', startTime: moment + offset });
          return root.createChild({ name: 'child', startTime: moment });
        });
        expectSorted(children);
      }),
    );
  });
});
