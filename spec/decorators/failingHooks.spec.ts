import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, traceable, type TraceableOptions } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';
import { thrownValues } from '../helpers/hostileValues.js';
import { runInNode } from '../helpers/runInNode.js';

const { exporter, diagnostics } = freshTracing();

const hooks = [
  'processInputs',
  'processOutputs',
  'processChunk',
  'aggregator',
  'extractAttachments',
  'getInvocationParams',
  'onStart',
  'onEnd',
] as const satisfies (keyof TraceableOptions)[];

/** A generator, so that every hook has its turn. */
class Service {
  static with(options: TraceableOptions): (value: unknown) => unknown[] {
    class Answering {
      @traceable(options)
      *answer(value: unknown): Generator<unknown> {
        yield value;
        yield value;
      }
    }
    const service = new Answering();
    return (value) => [...service.answer(value)];
  }
}

function failing(hook: (typeof hooks)[number], error: unknown): (value: unknown) => unknown[] {
  return Service.with({
    [hook]: () => {
      throw error;
    },
  });
}

describe.each(hooks)('%s that throws', (hook) => {
  test('is reported once, naming the hook and the member, with what it threw', () => {
    const error = new Error('mine');
    const call = failing(hook, error);
    for (let count = 0; count < 3; count++) expect(call('value')).toEqual(['value', 'value']);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.code).toBe(`hook-failed-${hook}`);
    expect(diagnostics[0]?.message).toContain(hook);
    expect(diagnostics[0]?.message).toContain('Answering.answer');
    expect(diagnostics[0]?.cause).toBe(error);
    expect(exporter.runs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  });

  test('never reaches the caller, whatever it throws', () => {
    fc.assert(
      fc.property(thrownValues, (make) => {
        const value = {};
        const results = failing(hook, make())(value);
        expect(results[0]).toBe(value);
        expect(results[1]).toBe(value);
      }),
      { numRuns: 50 },
    );
  });

  test('does not matter where the diagnostics handler throws, too', () => {
    configure({
      onDiagnostic() {
        throw new Error('handler');
      },
    });
    expect(failing(hook, new Error('mine'))('value')).toEqual(['value', 'value']);
    expect(exporter.runs).toHaveLength(1);
  });

  test('is reported for each method that has it', () => {
    const error = new Error('mine');
    failing(hook, error)(1);
    failing(hook, error)(1);
    expect(diagnostics).toHaveLength(2);
  });
});

describe('a hook that returns what cannot be copied or asked', () => {
  test.each(['processInputs', 'processOutputs', 'processChunk', 'aggregator', 'getInvocationParams'] as const)(
    '%s never reaches the caller',
    (hook) => {
      fc.assert(
        fc.property(thrownValues, (make) => {
          const value = {};
          expect(Service.with({ [hook]: make })(value)[0]).toBe(value);
          expect(() => JSON.stringify(exporter.runs)).not.toThrow();
          exporter.clear();
        }),
        { numRuns: 100 },
      );
    },
  );
});

describe('hooks that are async', () => {
  test('leave no unhandled rejection behind', async () => {
    const events = await runInNode<string[]>(`
      import { configure, traceable } from 'tracenest';
      const events: string[] = [];
      process.on('unhandledRejection', (reason) => void events.push(String(reason)));
      configure({ onDiagnostic: ({ code }) => void events.push(code) });
      const reject = async (): Promise<never> => Promise.reject(new Error('mine'));
      const hooks = { processInputs: reject, processOutputs: reject, onStart: reject, onEnd: reject } as object;
      traceable((value: number) => value, hooks)(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      export default events.sort();
    `);
    expect(events).toEqual([
      'hook-failed-onEnd',
      'hook-failed-onStart',
      'hook-failed-processInputs',
      'hook-failed-processOutputs',
    ]);
  });
});
