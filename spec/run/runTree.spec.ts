import { describe, expect, test } from '@jest/globals';
import { MemoryExporter, RunTree } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

freshTracing();

describe('a new run', () => {
  test('has the fields of a run, running and empty', () => {
    const run = new RunTree({ name: 'root' });
    expect(run).toMatchObject({
      name: 'root',
      runType: 'chain',
      projectName: 'default',
      parentRunId: undefined,
      endTime: undefined,
      status: 'running',
      inputs: {},
      outputs: undefined,
      error: undefined,
      tags: [],
      metadata: {},
      events: [],
      attachments: {},
    });
    expect(run.traceId).toBe(run.id);
    expect(run.dottedOrder.endsWith(run.id)).toBe(true);
  });

  test('takes what it is given', () => {
    const run = new RunTree({
      name: 'search',
      runType: 'retriever',
      tags: ['a'],
      metadata: { k: 1 },
      projectName: 'docs',
      startTime: 1_763_624_153_892.5,
    });
    expect(run).toMatchObject({
      runType: 'retriever',
      tags: ['a'],
      metadata: { k: 1 },
      projectName: 'docs',
      startTime: 1_763_624_153_892.5,
    });
  });

  test('keeps tags and metadata as they were when it was made', () => {
    const metadata = { nested: { k: 1 } };
    const tags = ['a'];
    const run = new RunTree({ name: 'run', metadata, tags });
    metadata.nested.k = 2;
    tags.push('b');
    expect(run.metadata).toEqual({ nested: { k: 1 } });
    expect(run.tags).toEqual(['a']);
  });

  test('cannot be changed through what it hands out', () => {
    const run = new RunTree({ name: 'run', tags: ['a'], metadata: { k: 1 } });
    for (const change of [
      () => (run.tags as string[]).push('b'),
      () => ((run.metadata as Record<string, unknown>)['k'] = 2),
      () => ((new RunTree({ name: 'empty' }).metadata as Record<string, unknown>)['k'] = 2),
      () => (new RunTree({ name: 'empty' }).tags as string[]).push('b'),
    ]) {
      try {
        change();
      } catch {
        // A frozen list says no, which is as good.
      }
    }
    expect(new RunTree({ name: 'other' }).metadata).toEqual({});
    expect(new RunTree({ name: 'other' }).tags).toEqual([]);
  });

  test('is told from other objects', () => {
    expect(RunTree.isRun(new RunTree({ name: 'run' }))).toBe(true);
    for (const value of [undefined, null, 'run', 1, {}, { dottedOrder: 'x' }, new Map(), RunTree]) {
      expect(RunTree.isRun(value)).toBe(false);
    }
  });
});

describe('createChild', () => {
  test('starts a run below this one, in its trace', () => {
    const root = new RunTree({ name: 'root' });
    const child = root.createChild({ name: 'child', runType: 'tool', inputs: { key: 1 } });
    expect(child).toBeInstanceOf(RunTree);
    expect(child).toMatchObject({ name: 'child', runType: 'tool', inputs: { key: 1 }, status: 'running' });
    expect(child.parentRunId).toBe(root.id);
    expect(child.traceId).toBe(root.id);
    expect(child.dottedOrder.startsWith(`${root.dottedOrder}.`)).toBe(true);
    expect(child.startTime).toBeGreaterThanOrEqual(root.startTime);
  });

  test("tells the parent's exporter of its start and its end", () => {
    const exporter = new MemoryExporter();
    const child = new RunTree({ name: 'root' }, undefined, exporter).createChild({ name: 'child' });
    expect(exporter.running).toEqual([child]);
    child.end({ found: true });
    expect(exporter.runs).toEqual([child]);
    expect(exporter.running).toEqual([]);
  });

  test('works below a run that has ended', () => {
    const root = new RunTree({ name: 'root' });
    root.end();
    const child = root.createChild({ name: 'late' });
    child.end();
    expect(child.parentRunId).toBe(root.id);
    expect(child.status).toBe('success');
    expect(child.startTime).toBeGreaterThanOrEqual(root.endTime ?? Infinity);
  });

  test('copies the inputs', () => {
    const inputs = { list: [1] };
    const child = new RunTree({ name: 'root' }).createChild({ name: 'child', inputs });
    inputs.list.push(2);
    expect(child.inputs).toEqual({ list: [1] });
  });
});

describe('the end of a run', () => {
  test('without anything is a success without outputs', () => {
    const run = new RunTree({ name: 'run' });
    run.end();
    expect(run.status).toBe('success');
    expect(run.outputs).toBeUndefined();
    expect(run.error).toBeUndefined();
    expect(run.endTime).toBeGreaterThanOrEqual(run.startTime);
  });

  test('takes a plain object as the outputs, anything else as the output', () => {
    const ended = (outputs: unknown): unknown => {
      const run = new RunTree({ name: 'run' });
      run.end(outputs);
      return run.outputs;
    };
    expect(ended({ found: 1 })).toEqual({ found: 1 });
    expect(ended(Object.assign(Object.create(null), { found: 1 }))).toEqual({ found: 1 });
    expect(ended([1])).toEqual({ output: [1] });
    expect(ended('text')).toEqual({ output: 'text' });
    expect(ended(0)).toEqual({ output: 0 });
    expect(ended(null)).toEqual({ output: null });
    expect(ended(false)).toEqual({ output: false });
    expect(ended(new Map([['k', 1]]))).toEqual({ output: { k: 1 } });
    expect(ended(Number.NaN)).toEqual({ output: 'NaN' });
  });

  test('takes what was thrown as an error record', () => {
    const run = new RunTree({ name: 'run' });
    run.end(undefined, new RangeError('too far', { cause: 'asked for it' }));
    expect(run.status).toBe('error');
    expect(run.error).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      cause: { name: 'string', message: 'asked for it' },
    });
  });

  test('may have outputs and an error: what there was until then', () => {
    const run = new RunTree({ name: 'run' });
    run.end({ partial: true }, 'stopped');
    expect(run.outputs).toEqual({ partial: true });
    expect(run.error).toEqual({ name: 'string', message: 'stopped' });
  });

  test('copies the outputs', () => {
    const outputs = { list: [1] };
    const run = new RunTree({ name: 'run' });
    run.end(outputs);
    outputs.list.push(2);
    expect(run.outputs).toEqual({ list: [1] });
  });

  test('is told to the exporter exactly once, with the run as it stays', () => {
    const seen: unknown[] = [];
    const run = new RunTree({ name: 'run' }, undefined, {
      onEnd: (ended) => void seen.push(structuredClone(ended.outputs)),
    });
    run.end({ n: 1 });
    run.end({ n: 2 });
    expect(seen).toEqual([{ n: 1 }]);
    expect(run.outputs).toEqual({ n: 1 });
  });

  test.each(['cancelled', 'interrupted', 'abandoned'] as const)('can be %s, which is no error', (status) => {
    const run = new RunTree({ name: 'run' });
    run.settle(status);
    expect(run.status).toBe(status);
    expect(run.error).toBeUndefined();
    expect(run.endTime).toBeDefined();
  });

  test('survives an exporter that throws', () => {
    const run = new RunTree({ name: 'run' }, undefined, {
      onEnd() {
        throw new Error('disk full');
      },
    });
    expect(() => run.end()).not.toThrow();
    expect(run.status).toBe('success');
  });
});

describe('while it is going on, a run', () => {
  test('takes events, with their time and a copy of their attributes', () => {
    const run = new RunTree({ name: 'run' });
    const attributes = { attempt: [1] };
    run.addEvent('retry', attributes);
    attributes.attempt.push(2);
    run.addEvent('plain');
    expect(run.events).toEqual([
      { name: 'retry', time: expect.any(Number), attributes: { attempt: [1] } },
      { name: 'plain', time: expect.any(Number) },
    ]);
    expect(run.events[0]?.time).toBeGreaterThanOrEqual(run.startTime);
    expect(run.events[1]?.time).toBeGreaterThanOrEqual(run.events[0]?.time ?? Infinity);
  });

  test('takes tags, each once', () => {
    const run = new RunTree({ name: 'run', tags: ['a'] });
    run.addTags('b', 'a', 'b');
    run.addTags();
    expect(run.tags).toEqual(['a', 'b']);
  });

  test('takes metadata over what it had, as a copy', () => {
    const run = new RunTree({ name: 'run', metadata: { a: 1, b: 1 } });
    const more = { b: { deep: 2 } };
    run.addMetadata(more);
    more.b.deep = 3;
    expect(run.metadata).toEqual({ a: 1, b: { deep: 2 } });
  });

  test('replaces inputs and outputs as they are now', () => {
    const run = new RunTree({ name: 'run' });
    const inputs = { b: [1] };
    run.setInputs(inputs);
    inputs.b.push(2);
    run.setOutputs('first');
    run.setOutputs('second');
    run.end();
    expect(run.inputs).toEqual({ b: [1] });
    expect(run.outputs).toEqual({ output: 'second' });
  });
});
