import { describe, expect, jest, test } from '@jest/globals';
import * as ours from 'tracenest';
import { expectTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';
import { here, label } from '../helpers/labels.js';

const { exporter, diagnostics } = freshTracing();

/** The library once more, as a program gets it that has two versions of it installed. */
async function secondCopy(): Promise<typeof ours> {
  jest.resetModules();
  const copy = await import('tracenest');
  copy.configure({ enabled: true, onDiagnostic: () => undefined });
  expect(copy.Zone === ours.Zone).toBe(false);
  return copy;
}

describe('two copies of the library', () => {
  test('nest the runs of both in one tree', async () => {
    const theirs = await secondCopy();
    const leaf = ours.traceable(async () => undefined, { name: 'ours again' });
    const inner = theirs.traceable(async () => leaf(), { name: 'theirs' });
    const outer = ours.traceable(async () => inner(), { name: 'ours' });
    await outer();
    expectTree(
      exporter,
      `
      ours
        theirs
          ours again
      `,
    );
  });

  test('pin generators of both, in each other', async () => {
    const theirs = await secondCopy();
    const inner = theirs.traceable(async function* inner() {
      using _ = theirs.tracingContext(label('theirs'));
      yield here();
      yield here();
    });
    const outer = ours.traceable(async function* outer() {
      using _ = ours.tracingContext(label('ours'));
      yield here();
      yield* inner();
      yield here();
    });
    const seen: string[] = [];
    for await (const inside of outer()) seen.push(inside, here());
    expect(seen).toEqual(['ours', 'none', 'theirs', 'none', 'theirs', 'none', 'ours', 'none']);
  });

  test('never bring a closed block of the other back, in whichever order blocks are closed', async () => {
    const theirs = await secondCopy();
    for (const [outerCopy, innerCopy] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      const outer = outerCopy.tracingContext(label('outer'));
      const inner = innerCopy.tracingContext(label('inner'));
      outer[Symbol.dispose]();
      expect(['inner', 'none']).toContain(here());
      inner[Symbol.dispose]();
      expect(here()).toBe('none');

      const first = outerCopy.tracingContext(label('first'));
      const second = innerCopy.tracingContext(label('second'));
      const third = outerCopy.tracingContext(label('third'));
      second[Symbol.dispose]();
      third[Symbol.dispose]();
      expect(['first', 'none']).toContain(here());
      first[Symbol.dispose]();
      expect(here()).toBe('none');

      const around = outerCopy.tracingContext(label('around'));
      const within = innerCopy.tracingContext(label('within'));
      ours.Zone.current.fork().run(() => around[Symbol.dispose]());
      expect(here()).toBe('within');
      within[Symbol.dispose]();
      expect(here()).toBe('none');
    }
  });

  test('bind functions once: what one has bound, the other leaves as it is', async () => {
    const theirs = await secondCopy();
    const bound = ours.tracingContext(label('A'), () => ours.bind(here));
    const again = ours.tracingContext(label('B'), () => theirs.bind(bound));
    expect(again()).toBe('A');
    expect(diagnostics).toEqual([]);
  });

  test('hand a run of one to the other as a parent', async () => {
    const theirs = await secondCopy();
    const parent = ours.traceable(() => ours.requireCurrentRunTree(), { name: 'parent' })();
    theirs.tracingContext(parent, () => ours.traceable(() => undefined, { name: 'child' })());
    expectTree(
      exporter,
      `
      parent
        child
      `,
    );
  });
});
