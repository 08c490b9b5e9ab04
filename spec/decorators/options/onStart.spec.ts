import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, RunTree, traceable } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

describe('the option onStart', () => {
  test('is told the run, when it has started, before the function runs, inside the zone of the run', () => {
    const events: unknown[] = [];
    const call = traceable((value: number) => void events.push(['body', value]), {
      name: 'call',
      onStart(run) {
        events.push(['onStart', run.name, run.status, run.inputs, getCurrentRunTree() === run]);
        expect(exporter.running).toContain(run);
      },
    });
    call(1);
    expect(events).toEqual([
      ['onStart', 'call', 'running', { value: 1 }, true],
      ['body', 1],
    ]);
  });

  test('may add to the run', () => {
    traceable(() => 1, {
      onStart(run) {
        run.addTags('a');
        run.addMetadata({ k: 1 });
        run.setInputs({ replaced: true });
      },
    })();
    expect(exporter.runs[0]).toMatchObject({ tags: ['a'], metadata: { k: 1 }, inputs: { replaced: true } });
  });

  test('may call traced functions: they are below the run', () => {
    const lookup = traceable(() => 1, { name: 'lookup' });
    traceable(() => lookup(), { name: 'call', onStart: () => void lookup() })();
    expect(traceTree(exporter)).toBe('call\n  lookup\n  lookup');
  });

  test('gives a plain function its run', () => {
    let own: RunTree | undefined;
    traceable(() => expect(getCurrentRunTree()).toBe(own), { onStart: (run) => void (own = run) })();
    expect(own).toBeInstanceOf(RunTree);
  });

  test('does not leave a scope behind that it opens', () => {
    const inner = traceable(() => 1, { name: 'inner' });
    const call = traceable(() => inner(), {
      name: 'call',
      onStart: (run) => void run.createChild({ name: 'child of hook' }).end(),
    });
    call();
    expect(traceTree(exporter)).toBe('call\n  child of hook\n  inner');
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
  ])('%s is reported once, and the calls go on', async (_what, onStart) => {
    const call = traceable((value: number) => value, { name: 'call', onStart: onStart });
    expect([call(1), call(2)]).toEqual([1, 2]);
    await Promise.resolve();
    expect(exporter.runs.map(({ status }) => status)).toEqual(['success', 'success']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['hook-failed-onStart']);
  });
});
