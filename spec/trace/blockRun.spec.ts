import { describe, expect, test } from '@jest/globals';
import { getCurrentRunTree, MemoryExporter, startRun, trace, traceable, tracingContext } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter } = freshTracing();
const child = traceable(() => getCurrentRunTree()?.projectName, { name: 'child' });

describe('what startRun is told holds for its block', () => {
  test('silence: nothing below attaches to the run around it', () => {
    trace({ name: 'outer' }, () => {
      using run = startRun({ name: 'silent', enabled: false });
      expect(run.toHeaders()).toEqual({});
      expect(getCurrentRunTree()).toBeUndefined();
      child();
    });
    expect(traceTree(exporter)).toBe('outer');
  });

  test('exporter and project, over those of the scope around', () => {
    const other = new MemoryExporter();
    tracingContext({ projectName: 'around' }, () => {
      using _run = startRun({ name: 'block', exporter: other, projectName: 'own' });
      expect(child()).toBe('own');
    });
    expect(traceTree(other)).toBe('block\n  child');
    expect(exporter.runs).toEqual([]);
  });

  test('processOutputs, onStart and onEnd', () => {
    const called: string[] = [];
    {
      using run = startRun({
        name: 'block',
        processOutputs: () => 'redacted',
        onStart: ({ name }) => called.push(`start ${name}`),
        onEnd: ({ status }) => called.push(`end ${status}`),
      });
      run.setOutputs({ secret: 1 });
    }
    expect(exporter.runs[0]?.outputs).toEqual({ output: 'redacted' });
    expect(called).toEqual(['start block', 'end success']);
  });

  test('unknown options and values of the wrong kind throw', () => {
    expect(() => startRun({ name: 'x', runtype: 'llm' } as never)).toThrow(/did you mean "runType"/);
    expect(() => trace({ name: 'x', tags: 'a' } as never, () => 1)).toThrow(/tags "a", which is not a list of strings/);
    expect(() => tracingContext({ project_name: 'x' })).toThrow(/did you mean "projectName"/);
  });
});
