import { describe, expect, test } from '@jest/globals';
import { RunTree, startRun, trace, traceable, withExtra } from 'tracenest';
import { isUuid } from '../../lib/run/identity.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const id = '0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const call = traceable(() => 1, { name: 'call' });

/** Every way to give a run its id. */
const ways: Readonly<Record<string, (runId: string) => void>> = {
  startRun: (runId) => startRun({ name: 'run', runId }).end(),
  trace: (runId) => void trace({ name: 'run', runId }, () => 1),
  withExtra: (runId) => void withExtra(call, { runId })(),
  'a config': (runId) => void withExtra(call, { config: { runId } })(),
};

describe.each(Object.entries(ways))('an id given to %s', (_way, start) => {
  test("is the run's, in lower case", () => {
    start(id.toUpperCase());
    expect(exporter.runs[0]?.id).toBe(id);
    expect(exporter.runs[0]?.dottedOrder.endsWith(id)).toBe(true);
    expect(diagnostics).toEqual([]);
  });

  test.each(['', 'nonsense', id.slice(1), `${id}0`, '{}'])(
    'that is no UUID ("%s") is ignored and reported',
    (runId) => {
      start(runId);
      expect(isUuid(exporter.runs[0]?.id ?? '')).toBe(true);
      expect(RunTree.fromDottedOrder(exporter.runs[0]?.dottedOrder ?? '')?.id).toBe(exporter.runs[0]?.id);
      expect(diagnostics.map(({ code }) => code)).toEqual(['run-id-malformed']);
      expect(diagnostics[0]?.message).toContain(JSON.stringify(runId));
    },
  );
});

describe('a start time that is no time', () => {
  test.each([Number.NaN, Infinity, -Infinity, 8.64e15 + 1])('(%d) never makes a run throw', (startTime) => {
    const run = new RunTree({ name: 'root' }).createChild({ name: 'child', startTime });
    expect(() => run.end()).not.toThrow();
    expect(() => run.toHeaders()).not.toThrow();
    expect(() => JSON.stringify(run)).not.toThrow();
    expect(RunTree.fromHeaders(run.toHeaders())?.id).toBe(run.id);
  });
});
