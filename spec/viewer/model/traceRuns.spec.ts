import { describe, expect, test } from '@jest/globals';
import type { Misplacement } from '../../../lib/wire/misplacement.js';
import type { RunRow, TraceSkeleton } from '../../../lib/wire/traceSkeleton.js';
import { graftTrace } from '../../../lib/viewer/model/graftTrace.js';
import { misplacedRuns, placedParents } from '../../../lib/viewer/model/placedParents.js';
import { failedRuns, findRuns, nextRun } from '../../../lib/viewer/model/runFinder.js';
import { TraceRuns } from '../../../lib/viewer/model/traceRuns.js';
import { treeOf } from '../../../lib/viewer/model/tree.js';

interface Given {
  readonly id: string;
  readonly parent?: number;
  readonly status?: number;
}

function skeleton(given: readonly Given[], changes: Partial<TraceSkeleton> = {}): TraceSkeleton {
  const column = <Value>(value: (run: Given, index: number) => Value): Value[] => given.map(value);
  return {
    summary: {} as TraceSkeleton['summary'],
    version: 1,
    startTime: 1000,
    texts: ['chain', ...given.map(({ id }) => `name of ${id}`)],
    columns: {
      id: column(({ id }) => id),
      parent: column(({ parent }) => parent ?? -1),
      name: column((_, index) => index + 1),
      runType: column(() => 0),
      model: column(() => -1),
      status: column(({ status }) => status ?? 1),
      start: column((_, index) => index),
      duration: column(() => 5),
      tokens: column(() => 0),
      cost: column(() => 0),
      firstToken: column(() => -1),
    },
    missingParents: {},
    errors: {},
    nextCursor: null,
    ...changes,
  };
}

function row(id: string, parentId: string | null, changes: Partial<RunRow> = {}): RunRow {
  return {
    ...{
      id,
      parentId,
      traceId: 't',
      name: `name of ${id}`,
      runType: 'tool',
      project: 'p',
      status: 'success',
      startTime: 1010,
    },
    ...{
      endTime: 1020,
      firstTokenTime: null,
      model: null,
      usage: {},
      tags: [],
      threadId: null,
      errorPreview: null,
      version: 2,
    },
    ...changes,
  };
}

describe('the runs of a trace that grows', () => {
  test('keep their numbers when they change, and new ones come behind', () => {
    const runs = new TraceRuns(skeleton([{ id: 'a', status: 0 }]));
    runs.take([row('b', 'a'), row('a', null, { status: 'error', errorPreview: 'no', startTime: 1000, endTime: 1030 })]);
    expect([runs.numberOf('a'), runs.numberOf('b')]).toEqual([0, 1]);
    expect([runs.status(0), runs.duration(0), runs.errors.get(0)]).toEqual(['error', 30, 'no']);
    expect([runs.runType(1), runs.columns.parent[1]]).toEqual(['tool', 0]);
  });

  test('find a parent that arrives after its child', () => {
    const runs = new TraceRuns(skeleton([{ id: 'c' }], { missingParents: { 0: 'p' } }));
    runs.take([row('d', 'q')]);
    expect([...runs.missingParents]).toEqual([
      [0, 'p'],
      [1, 'q'],
    ]);
    runs.take([row('p', null), row('q', 'p')]);
    expect(runs.missingParents.size).toBe(0);
    expect(runs.columns.parent).toEqual([2, 3, -1, 2]);
  });

  test('do not change the skeleton they are made from', () => {
    const given = skeleton([{ id: 'a' }]);
    new TraceRuns(given).take([row('b', 'a')]);
    expect(given.columns.id).toEqual(['a']);
  });
});

describe('runs that are misplaced', () => {
  const misplacement = (runId: string, parentId: string): Misplacement => ({
    ...{
      kind: 'missing-parent',
      runId,
      traceId: 't',
      name: runId,
      confidence: 0.9,
      evidence: [],
      cause: 'context-lost',
    },
    ...{ suggested: { traceId: 't', runId: parentId, name: parentId }, explanation: '', fix: { text: '', code: '' } },
  });

  test('are put where they most likely belong', () => {
    const runs = new TraceRuns(skeleton([{ id: 'a' }, { id: 'b' }], { missingParents: { 1: 'gone' } }));
    const misplaced = misplacedRuns(runs, [misplacement('b', 'a')]);
    expect(placedParents(runs, misplaced)).toEqual([-1, 0]);
    expect(runs.columns.parent).toEqual([-1, -1]);
  });

  test('are told also where nobody has a guess', () => {
    const runs = new TraceRuns(skeleton([{ id: 'a' }], { missingParents: { 0: 'gone' } }));
    expect(misplacedRuns(runs, []).get(0)?.evidence[0]).toContain('gone');
    expect(placedParents(runs, misplacedRuns(runs, []))).toEqual([-1]);
  });

  test('come out of other traces with all that is below them', () => {
    const base = skeleton([{ id: 'a' }, { id: 'b', parent: 0 }]);
    const other = skeleton([{ id: 'x' }, { id: 'y', parent: 0 }], { startTime: 1500, errors: { 1: 'no' } });
    const runs = new TraceRuns(base);
    graftTrace(runs, { skeleton: other, runId: 'x', parentId: 'nowhere' });
    expect(runs.count).toBe(2);
    graftTrace(runs, { skeleton: other, runId: 'x', parentId: 'b' });
    expect(runs.columns.parent).toEqual([-1, 0, 1, 2]);
    expect([runs.name(3), runs.start(3), runs.errors.get(3)]).toEqual(['name of y', 501, 'no']);
    graftTrace(runs, { skeleton: other, runId: 'x', parentId: 'b' });
    expect(runs.count).toBe(4);
  });
});

test('pieces make the whole, and a run that comes twice stays one', () => {
  const runs = new TraceRuns(skeleton([{ id: 'b' }], { missingParents: { 0: 'a' } }));
  const second = skeleton([{ id: 'a' }, { id: 'b', parent: 0 }, { id: 'c', parent: 1, status: 2 }], {
    startTime: 1200,
    errors: { 2: 'no' },
  });
  runs.append(second);
  expect(runs.columns.id).toEqual(['b', 'a', 'c']);
  expect(runs.columns.parent).toEqual([1, -1, 0]);
  expect(runs.missingParents.size).toBe(0);
  expect([runs.name(2), runs.start(2), runs.errors.get(2)]).toEqual(['name of c', 202, 'no']);
});

test('a parent known by its span alone is found in another piece', () => {
  const parent = '11111111-2222-3333-4444-555555555555';
  const child = skeleton([{ id: 'child' }], { missingParents: { 0: '00000000-0000-0000-4444-555555555555' } });
  const runs = new TraceRuns(child);
  runs.append(skeleton([{ id: parent }]));
  expect(runs.columns.parent).toEqual([1, -1]);
});

test('runs are found by all words, and gone through in a ring', () => {
  const runs = new TraceRuns(
    skeleton([{ id: 'a' }, { id: 'b', parent: 0, status: 2 }, { id: 'c', parent: 0, status: 2 }], {
      errors: { 1: 'Too late' },
    }),
  );
  const tree = treeOf(runs.columns.parent, runs.columns.start);
  expect(findRuns(runs, tree, 'NAME late')).toEqual([1]);
  expect(findRuns(runs, tree, ' ')).toEqual([]);
  const failed = failedRuns(runs, tree);
  expect(failed).toEqual([1, 2]);
  expect([null, 1, 2].map((from) => nextRun(tree, failed, from, 1))).toEqual([1, 2, 1]);
  expect([null, 1, 2].map((from) => nextRun(tree, failed, from, -1))).toEqual([2, 2, 1]);
  expect(nextRun(tree, [], 0, 1)).toBeUndefined();
});
