import { describe, expect, test } from '@jest/globals';
import { configure, MemoryExporter, traceable, tracingContext } from 'tracenest';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter } = freshTracing();

const own = new MemoryExporter();
const inner = traceable(() => 1, { name: 'inner' });
const call = traceable(() => inner(), { name: 'call', exporter: own });

describe('the option exporter', () => {
  test('takes the run and those below it, and nothing else', () => {
    own.clear();
    traceable(() => (inner(), call()), { name: 'outer' })();
    expect(exporter.runs.map(({ name }) => name)).toEqual(['inner', 'outer']);
    expect(traceTree(own)).toBe('call\n  inner');
    expect(own.runs.at(-1)?.parentRunId).toBe(exporter.runs.at(-1)?.id);
  });

  test('counts more than that of a scope', () => {
    own.clear();
    const scoped = new MemoryExporter();
    tracingContext({ exporter: scoped }, () => (inner(), call()));
    expect(traceTree(own)).toBe('call\n  inner');
    expect(traceTree(scoped)).toBe('inner');
  });

  test('works where the process has none', () => {
    own.clear();
    configure({ exporter: undefined });
    inner();
    call();
    expect(traceTree(own)).toBe('call\n  inner');
  });

  test('is told starts too, and over awaits', async () => {
    const seen: string[] = [];
    const told = traceable(
      async () => {
        await Promise.resolve();
        inner();
      },
      {
        name: 'told',
        exporter: {
          onStart: ({ name }) => void seen.push(`start ${name}`),
          onEnd: ({ name }) => void seen.push(`end ${name}`),
        },
      },
    );
    await told();
    expect(seen).toEqual(['start told', 'start inner', 'end inner', 'end told']);
  });
});
