import { describe, expect, test } from '@jest/globals';
import { RunTree, traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const changes: Readonly<Record<string, (run: RunTree) => void>> = {
  end: (run) => run.end({ late: true }, new Error('late')),
  addEvent: (run) => run.addEvent('late'),
  addTags: (run) => run.addTags('late'),
  addMetadata: (run) => run.addMetadata({ late: true }),
  setInputs: (run) => run.setInputs({ late: true }),
  setOutputs: (run) => run.setOutputs({ late: true }),
  attach: (run) => run.attach('late', { mimeType: 'text/plain', data: 'late' }),
};

describe.each(Object.entries(changes))('%s after the end of a run', (method, change) => {
  test('changes nothing and is reported, naming the method, the run and what to do', () => {
    const run = new RunTree({ name: 'search', tags: ['a'], metadata: { k: 1 } });
    run.setInputs({ a: 1 });
    run.end({ found: 1 });
    const before = JSON.stringify(run);
    change(run);
    expect(JSON.stringify(run)).toBe(before);
    expect(run.attachments).toEqual({});
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-ended']);
    expect(diagnostics[0]?.message).toContain(method);
    expect(diagnostics[0]?.message).toContain('search');
    expect(diagnostics[0]?.message).toMatch(/before/);
  });

  test('does not throw into the program', () => {
    const run = new RunTree({ name: 'search' });
    run.end();
    expect(() => change(run)).not.toThrow();
  });
});

describe('a run that its method kept', () => {
  test('is closed when the method has returned', () => {
    let kept: RunTree | undefined;
    traceable(() => 1, { name: 'call', onStart: (run) => void (kept = run) })();
    kept?.addTags('late');
    expect(exporter.runs[0]?.tags).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-ended']);
  });

  test('is open to onEnd, the last moment to add to it', () => {
    const call = traceable(() => 1, {
      name: 'call',
      onEnd(run) {
        run.addTags('slow');
        run.addMetadata({ k: 1 });
        run.addEvent('done');
        run.attach('log', { mimeType: 'text/plain', data: 'log' });
        run.setOutputs({ replaced: true });
      },
    });
    call();
    expect(exporter.runs[0]).toMatchObject({
      tags: ['slow'],
      metadata: { k: 1 },
      outputs: { replaced: true },
      attachments: { log: { data: 'log' } },
    });
    expect(exporter.runs[0]?.events.map(({ name }) => name)).toEqual(['done']);
    expect(diagnostics).toEqual([]);
  });

  test('cannot be ended a second time by onEnd', () => {
    traceable(() => 1, { name: 'call', onEnd: (run) => run.end('other', new Error('other')) })();
    expect(exporter.runs).toHaveLength(1);
    expect(exporter.runs[0]).toMatchObject({ status: 'success', error: undefined });
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-ended']);
  });
});
