import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree, traceable, type RunType } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();

const isoPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('the wire form of a run', () => {
  test("has LangSmith's fields", () => {
    const root = new RunTree({ name: 'root' });
    const run = root.createChild({
      name: 'search',
      runType: 'retriever',
      inputs: { question: 'Why?' },
      tags: ['a'],
      metadata: { k: 1 },
      projectName: 'docs',
      startTime: Date.parse('2026-11-20T07:35:53.892Z') + 0.5,
    });
    run.addEvent('retry', { attempt: 1 });
    run.end({ passages: [] });
    expect(run.toJSON()).toEqual({
      id: run.id,
      trace_id: root.id,
      dotted_order: run.dottedOrder,
      parent_run_id: root.id,
      name: 'search',
      run_type: 'retriever',
      start_time: '2026-11-20T07:35:53.892500Z',
      end_time: expect.stringMatching(isoPattern),
      session_name: 'docs',
      inputs: { question: 'Why?' },
      outputs: { passages: [] },
      error: null,
      status: 'success',
      tags: ['a'],
      events: [{ name: 'retry', time: expect.stringMatching(isoPattern), attempt: 1 }],
      extra: { metadata: { k: 1 } },
    });
  });

  test('has nulls where nothing is there yet', () => {
    expect(new RunTree({ name: 'root' }).toJSON()).toMatchObject({
      parent_run_id: null,
      end_time: null,
      outputs: null,
      error: null,
      status: 'running',
    });
  });

  test.each(['llm', 'chain', 'tool', 'retriever', 'embedding', 'prompt', 'parser'] as const)(
    'has the run type %s as it is',
    (runType) => {
      const wire = new RunTree({ name: 'run', runType }).toJSON();
      expect(wire.run_type).toBe(runType);
      expect(wire.extra.metadata).toEqual({});
    },
  );

  test('has an agent, which LangSmith does not know, as a chain that says so in its metadata', () => {
    const wire = new RunTree({ name: 'run', runType: 'agent', metadata: { k: 1 } }).toJSON();
    expect(wire.run_type).toBe('chain');
    expect(wire.extra.metadata).toEqual({ k: 1, tracenest_run_type: 'agent' });
  });

  test('does not call the children of an agent agents', () => {
    const child = new RunTree({ name: 'run', runType: 'agent' }).createChild({ name: 'child' });
    expect(child.toJSON().extra.metadata).toEqual({});
  });

  test('has the error as one text: stack, members and causes', () => {
    const run = new RunTree({ name: 'run' });
    const cause = new TypeError('not a key');
    run.end(undefined, new AggregateError([new RangeError('too far'), 'a text'], 'all failed', { cause }));
    const { error } = run.toJSON();
    expect(error).toContain('AggregateError: all failed');
    expect(error).toContain('wireRun.spec');
    expect(error).toContain('RangeError: too far');
    expect(error).toContain('string: a text');
    expect(error).toContain('[cause]: TypeError: not a key');
  });
});

describe('JSON.stringify of a run', () => {
  test('is its wire form', () => {
    const run = new RunTree({ name: 'run' });
    run.setInputs({ a: 1 });
    run.end('done');
    expect(JSON.parse(JSON.stringify(run))).toEqual(JSON.parse(JSON.stringify(run.toJSON())));
    expect(JSON.parse(JSON.stringify({ nested: [run] })).nested[0].id).toBe(run.id);
  });

  test('works whatever went through it', () => {
    const call = traceable((..._args: unknown[]) => _args[0], {
      name: 'call',
      runType: 'tool' satisfies RunType,
      metadata: { big: 1n, when: new Date(0), map: new Map([['k', 1n]]) },
    });
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true })),
        (args) => {
          exporter.clear();
          call(...args);
          const text = JSON.stringify(exporter.runs[0]);
          expect(JSON.parse(text)).toMatchObject({ name: 'call', status: 'success' });
        },
      ),
    );
  });

  test('works for a run inside the inputs of another', () => {
    const run = new RunTree({ name: 'inner' });
    const outer = new RunTree({ name: 'outer' }).createChild({ name: 'child', inputs: { run } });
    expect(outer.inputs).toEqual({ run: `[Run inner ${run.id}]` });
  });
});
