import { describe, expect, test } from '@jest/globals';
import { traceable } from 'tracenest';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const hiding = { processOutputs: (value: unknown) => ({ kind: typeof value }) };

describe('the option processOutputs', () => {
  test('decides what is recorded of the value, and not what the caller gets', () => {
    const value = { token: 'secret' };
    expect(traceable(() => value, hiding)()).toBe(value);
    expect(exporter.runs[0]?.outputs).toEqual({ kind: 'object' });
  });

  test('gets what a promise comes to', async () => {
    expect(await traceable(async () => 'text', hiding)()).toBe('text');
    expect(exporter.runs[0]?.outputs).toEqual({ kind: 'string' });
  });

  test('gets the value itself', () => {
    const value = new Map([['k', 1]]);
    let seen: unknown;
    traceable(() => value, { processOutputs: (given) => (seen = given) })();
    expect(seen).toBe(value);
    expect(exporter.runs[0]?.outputs).toEqual({ output: { k: 1 } });
  });

  test('gets what was collected of a generator, after the aggregator', () => {
    const seen: unknown[] = [];
    const call = traceable(
      function* () {
        yield 1;
        yield 2;
      },
      {
        aggregator: (chunks) => (chunks as number[]).reduce((sum, chunk) => sum + chunk, 0),
        processOutputs: (value) => (seen.push(value), { sum: value }),
      },
    );
    expect([...call()]).toEqual([1, 2]);
    expect(seen).toEqual([3]);
    expect(exporter.runs[0]?.outputs).toEqual({ sum: 3 });
  });

  test('may return what is no object: that is recorded as the output', () => {
    traceable(() => 1, { processOutputs: () => 'text' })();
    traceable(() => 1, { processOutputs: () => undefined })();
    expect(exporter.runs[0]?.outputs).toEqual({ output: 'text' });
    expect(exporter.runs[1]?.outputs ?? {}).toEqual({});
  });

  test('is not asked where the function throws', () => {
    let asked = 0;
    const call = traceable(
      () => {
        throw new Error('mine');
      },
      { processOutputs: () => (asked += 1) },
    );
    expect(call).toThrow('mine');
    expect(asked).toBe(0);
    expect(exporter.runs[0]).toMatchObject({ status: 'error', outputs: undefined });
  });

  test.each<[string, () => unknown]>([
    [
      'that throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['that is async', async () => 'secret'],
    ['that returns a thenable', () => ({ then: () => undefined, secret: 'secret' })],
  ])('%s withholds the outputs: it may be there to hide them', (_what, processOutputs) => {
    const call = traceable(() => 'secret', { processOutputs });
    expect(call()).toBe('secret');
    expect(JSON.stringify(exporter.runs[0])).not.toContain('"secret"');
    expect(JSON.stringify(exporter.runs[0]?.outputs)).toMatch(/withheld: processOutputs failed/);
    expect(exporter.runs[0]?.status).toBe('success');
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-processOutputs']);
  });
});
