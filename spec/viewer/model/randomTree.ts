import fc from 'fast-check';

/** Runs of a random trace: parents (some behind their children), starts and ends within their parents, as integers. */
export interface RandomTrace {
  readonly parents: number[];
  readonly start: number[];
  readonly end: number[];
}

/** Every child lies within its parent's time. */
export const nestedTrace: fc.Arbitrary<RandomTrace> = fc
  .array(fc.record({ parent: fc.nat(), from: fc.nat(20), took: fc.nat(20) }), { minLength: 1, maxLength: 40 })
  .map((given) => {
    const parents: number[] = [];
    const start: number[] = [];
    const end: number[] = [];
    given.forEach(({ parent, from, took }, run) => {
      const above = run === 0 ? -1 : parent % run;
      const first = above < 0 ? 0 : (start[above] ?? 0);
      const last = above < 0 ? 100 : (end[above] ?? 0);
      parents.push(above);
      start.push(Math.min(first + from, last));
      end.push(Math.min(first + from + took + (above < 0 ? 80 : 0), last));
    });
    return { parents, start, end };
  });

/** Anything that may arrive: cycles, parents that are not there, children that outlive their parents. */
export const anyTrace: fc.Arbitrary<RandomTrace> = fc
  .array(fc.record({ parent: fc.integer({ min: -2, max: 45 }), from: fc.nat(50), took: fc.nat(50) }), { maxLength: 40 })
  .map((given) => ({
    parents: given.map(({ parent }) => parent),
    start: given.map(({ from }) => from),
    end: given.map(({ from, took }) => from + took),
  }));
