import { describe, expect, test } from '@jest/globals';
import { startRun, trace, traceable, tracingContext } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { pause } from '../helpers/pause.js';

const { exporter, diagnostics } = freshTracing();

/** How the runs nest: each with its parent. */
function places(): Readonly<Record<string, string | undefined>> {
  const names = new Map(exporter.runs.map(({ id, name }) => [id, name]));
  return Object.fromEntries(exporter.runs.map(({ name, parentRunId }) => [name, names.get(parentRunId ?? '')]));
}

/** Work that was started in a block, goes on after its end, and calls `step` when that has come. */
const outlivingBlock = traceable(
  async (step: (closed: Promise<void>) => Promise<void>): Promise<void> => {
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const outer = startRun({ name: 'outer' });
    const work = (async () => {
      await pause();
      await step(closed);
    })();
    await pause();
    await pause();
    outer.end();
    close();
    await work;
  },
  { name: 'test' },
);

const leaf = (): void => trace({ name: 'leaf' }, () => undefined);

describe('work that outlives the block it was started in stays below that block', () => {
  test('when it opens none of its own', async () => {
    await outlivingBlock(async (closed) => {
      await closed;
      leaf();
    });
    expect(places()).toEqual({ test: undefined, outer: 'test', leaf: 'outer' });
  });

  test('after a block of its own that was open at the end of the other', async () => {
    await outlivingBlock(async (closed) => {
      await undefined; // Nobody waits for this function in the stretch that opens the block.
      const inner = startRun({ name: 'inner' });
      await closed;
      inner.end();
      leaf();
    });
    expect(places()).toEqual({ test: undefined, outer: 'test', inner: 'outer', leaf: 'outer' });
    expect(diagnostics).toEqual([]);
  });

  test('after several, and after one that was opened when the other had ended', async () => {
    await outlivingBlock(async (closed) => {
      await undefined;
      const first = startRun({ name: 'first' });
      const second = startRun({ name: 'second' });
      await closed;
      second.end();
      first.end();
      const third = tracingContext({ tags: ['third'] });
      await pause();
      third[Symbol.dispose]();
      leaf();
    });
    expect(places()).toEqual({ test: undefined, outer: 'test', first: 'outer', second: 'first', leaf: 'outer' });
    expect(exporter.runs.find(({ name }) => name === 'leaf')?.tags).toEqual([]);
    expect(diagnostics).toEqual([]);
  });
});
