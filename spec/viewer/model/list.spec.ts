import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TraceSummary } from '../../../lib/wire/traceSummary.js';
import {
  formatAge,
  formatBytes,
  formatCost,
  formatCount,
  formatDuration,
  formatInstant,
  formatShare,
  formatTime,
  shownPreview,
} from '../../../lib/viewer/model/format.js';
import { HeldTraces } from '../../../lib/viewer/model/heldTraces.js';
import { readListState, traceFilterOf, writeListState, type ListState } from '../../../lib/viewer/model/listQuery.js';
import { mergeTraces } from '../../../lib/viewer/model/mergeTraces.js';
import { statsSeries } from '../../../lib/viewer/model/statsSeries.js';

describe('the address of a list', () => {
  const texts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 });
  const state: fc.Arbitrary<ListState> = fc.record(
    {
      sort: fc.constantFrom('start', 'latency', 'tokens', 'cost', 'runs', 'errors'),
      order: fc.constantFrom('asc', 'desc'),
      project: texts,
      name: texts,
      tag: texts,
      status: fc.constant(['error', 'running']),
      q: fc.string({ minLength: 1 }),
      thread: fc.string({ minLength: 1 }),
      minLatency: fc.nat(),
      from: fc.nat(),
      hasErrors: fc.constant(true),
      range: fc.constantFrom('15m', '24h'),
    },
    { requiredKeys: ['sort', 'order'] },
  );

  test('says all of it', () => {
    fc.assert(
      fc.property(state, (given) => {
        const address = writeListState(given).toString();
        expect(readListState(new URLSearchParams(address))).toEqual(given);
      }),
    );
  });

  test('is read without complaint whatever stands there', () => {
    const address = 'sort=oops&status=error&status=nothing&minLatency=abc&range=__proto__&hasErrors=maybe';
    expect(readListState(new URLSearchParams(address))).toEqual({ sort: 'start', order: 'desc', status: ['error'] });
  });

  test('moves a range with the present', () => {
    const list: ListState = { sort: 'start', order: 'desc', range: '15m', q: 'x' };
    expect(traceFilterOf(list, 1_000_000)).toEqual({ q: 'x', from: 100_000 });
  });
});

describe('traces that arrive', () => {
  const trace = (traceId: string, startTime: number, version: number): TraceSummary =>
    ({ traceId, startTime, version }) as TraceSummary;

  test('take their place by start, and the place of their older selves', () => {
    const list = [trace('b', 20, 1), trace('a', 10, 1)];
    const merged = mergeTraces(list, [trace('a', 10, 3), trace('c', 30, 2), trace('a', 10, 2)]);
    expect(merged.map(({ traceId, version }) => `${traceId}${version}`)).toEqual(['c2', 'b1', 'a3']);
    expect(mergeTraces(list, [])).toBe(list);
  });
});

describe('figures', () => {
  test.each([
    [0.42, '0.42 ms'],
    [3.14, '3.1 ms'],
    [318.2, '318 ms'],
    [999.6, '1.00 s'],
    [1420, '1.42 s'],
    [59_999, '1 m 00 s'],
    [185_000, '3 m 05 s'],
    [7_620_000, '2 h 07 m'],
    [-1, '–'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('have as many digits as tell something', () => {
    expect([812, 12_400, 3_100_000].map(formatCount)).toEqual(['812', '12.4 k', '3.10 M']);
    expect([0, 0.0042, 1.3, 0.000_001].map(formatCost)).toEqual(['$0', '$0.0042', '$1.30', '<$0.00001']);
    expect([731, 12_400, 20_100_000].map(formatBytes)).toEqual(['731 B', '12.4 kB', '20.1 MB']);
    expect([0, 0.0004, 0.034, 0.5].map(formatShare)).toEqual(['0 %', '<0.1 %', '3.4 %', '50 %']);
    expect([500, 12_000, 240_000].map(formatAge)).toEqual(['now', '12 s', '4 m']);
  });
});

test('columns of a chart in which nothing started are put in', () => {
  const point = { count: 2, errors: 1, totalTokens: 5, cost: 0, latency: { p50: 1, p95: 2, p99: 3 } };
  const overTime = [
    { ...point, time: 0 },
    { ...point, time: 3000 },
  ];
  const series = statsSeries({ overTime, stepMs: 1000 } as never);
  expect(series.times).toEqual([0.5, 1.5, 2.5, 3.5]);
  expect(series.counts).toEqual([2, 0, 0, 2]);
  expect(series.p95).toEqual([2, null, null, 2]);
});

test('what is held back of a list is given once, the latest of each trace, and bounded', () => {
  const held = new HeldTraces();
  const trace = (id: number, version = 1) => ({ traceId: String(id), version }) as TraceSummary;
  held.add([trace(1), trace(2)]);
  held.add([trace(1, 2)]);
  expect(held.count).toBe(2);
  expect(held.take()).toEqual([trace(1, 2), trace(2)]);
  expect(held.take()).toEqual([]);
  held.add(Array.from({ length: 10_000 }, (_, id) => trace(id)));
  expect(held.count).toBe(500);
  expect(held.take()).toBeUndefined();
  expect(held.take()).toEqual([]);
});

test('times are told as they are here, with the year where it is another, and as they are everywhere', () => {
  const time = new Date(2019, 10, 20, 14, 3, 21, 482).getTime();
  expect(formatTime(time)).toBe('20 Nov 2019 14:03:21.482');
  expect(formatInstant(time)).toBe(`20 Nov 2019 14:03:21.482 here, ${new Date(time).toISOString()}`);
  expect(formatTime(Date.now())).toMatch(/^\d+ \w{3} \d\d:/);
  expect([formatTime(NaN), formatInstant(1e300)]).toEqual(['–', '–']);
});

test('previews leave out the letters that files are written in', () => {
  const file = 'iVBORw0KGgo'.padEnd(100, 'A');
  expect(shownPreview(`{"image":"${file}…`)).toBe('{"image":"[file]');
  expect(shownPreview(`see data:image/png;base64,AAAA now`)).toBe('see [file] now');
  expect(shownPreview('How do I retry a failed request?')).toBe('How do I retry a failed request?');
});
