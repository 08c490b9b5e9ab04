import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, traceable, withExtra, type Run, type RunTree } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

function ends(): { readonly seen: Partial<Run>[]; onEnd(run: RunTree): void } {
  const seen: Partial<Run>[] = [];
  return { seen, onEnd: ({ status, outputs, error, endTime }) => void seen.push({ status, outputs, error, endTime }) };
}

describe('the option onEnd', () => {
  test('is told the run when it has ended, before the exporter is', () => {
    const { seen, onEnd } = ends();
    traceable(() => ({ found: 1 }), { onEnd: (run) => (expect(exporter.runs).toEqual([]), onEnd(run)) })();
    expect(seen).toEqual([{ status: 'success', outputs: { found: 1 }, error: undefined, endTime: expect.any(Number) }]);
    expect(exporter.runs).toHaveLength(1);
    expect(diagnostics).toEqual([]);
  });

  test('is told of every way to end, once', async () => {
    const { seen, onEnd } = ends();
    const error = new Error('mine');
    expect(
      traceable(
        () => {
          throw error;
        },
        { onEnd },
      ),
    ).toThrow(error);
    await traceable(async () => 1, { onEnd })();
    await expect(traceable(async () => Promise.reject(error), { onEnd })()).rejects.toBe(error);
    for (const _ of traceable(
      function* () {
        yield 1;
        yield 2;
      },
      { onEnd },
    )()) {
      break;
    }
    expect(seen.map(({ status }) => status)).toEqual(['error', 'success', 'error', 'cancelled']);
    expect(seen[0]?.error).toMatchObject({ message: 'mine' });
    expect(seen[3]?.outputs).toEqual({ output: [1] });
  });

  test('may add to the run, and its last word counts', () => {
    traceable(() => 1, {
      onEnd(run) {
        run.addTags('slow');
        run.addMetadata({ took: (run.endTime ?? 0) - run.startTime >= 0 });
        run.setOutputs({ replaced: true });
      },
    })();
    expect(exporter.runs[0]).toMatchObject({ tags: ['slow'], metadata: { took: true }, outputs: { replaced: true } });
  });

  test('does not change the current run of the caller', () => {
    const outer = traceable(
      () => {
        traceable(() => 1, { name: 'inner', onEnd: () => undefined })();
        return getCurrentRunTree()?.name;
      },
      { name: 'outer' },
    );
    expect(outer()).toBe('outer');
  });

  test('is called before that of one call', () => {
    const order: string[] = [];
    const call = traceable(() => 1, { onEnd: () => void order.push('own') });
    withExtra(call, { onEnd: () => void order.push('extra') })();
    call();
    expect(order).toEqual(['own', 'extra', 'own']);
  });

  test('that throws does not keep that of one call from being called', () => {
    const order: string[] = [];
    const call = traceable(() => 1, {
      onEnd() {
        throw new Error('mine');
      },
    });
    expect(withExtra(call, { onEnd: () => void order.push('extra') })()).toBe(1);
    expect(order).toEqual(['extra']);
  });

  test.each<[string, () => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async () => undefined],
    ['that rejects', async () => Promise.reject(new Error('mine'))],
  ])('%s is reported once, and the run is exported', async (_what, onEnd) => {
    const call = traceable(async (value: number) => value, { name: 'call', onEnd: onEnd });
    expect([await call(1), await call(2)]).toEqual([1, 2]);
    expect(exporter.runs.map(({ status, outputs }) => [status, outputs])).toEqual([
      ['success', { output: 1 }],
      ['success', { output: 2 }],
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-onEnd']);
  });
});
