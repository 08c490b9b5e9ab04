import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isoTimestamp, orderTimestamp, parseIsoTimestamp, parseOrderTimestamp } from '../../lib/run/timestamp.js';

/** From 1970 to 2100. */
const times = fc.double({ min: 0, max: 4_102_444_800_000, noNaN: true });
const microseconds = fc.integer({ min: 0, max: 4_102_444_800_000_000 });

describe('isoTimestamp', () => {
  test('writes six digits of a second', () => {
    const time = Date.parse('2026-11-20T07:35:53.892Z');
    expect(isoTimestamp(time)).toBe('2026-11-20T07:35:53.892000Z');
    expect(isoTimestamp(time + 0.001)).toBe('2026-11-20T07:35:53.892001Z');
    expect(isoTimestamp(time + 0.999)).toBe('2026-11-20T07:35:53.892999Z');
    expect(isoTimestamp(0)).toBe('1970-01-01T00:00:00.000000Z');
  });

  test('never says another time than the one given, to the microsecond', () => {
    fc.assert(
      fc.property(times, (time) => {
        const text = isoTimestamp(time);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        const read = Date.parse(`${text.slice(0, 23)}Z`) + Number(text.slice(23, 26)) / 1000;
        expect(Math.abs(read - time)).toBeLessThanOrEqual(0.0015);
      }),
    );
  });

  test('writes microseconds exactly where they were given exactly', () => {
    fc.assert(
      fc.property(microseconds, (micros) => {
        expect(Number(isoTimestamp(micros / 1000).slice(20, 26))).toBe(micros % 1_000_000);
      }),
      { numRuns: 1000 },
    );
  });

  test('of a later time sorts not before', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 2, noNaN: true }), (time, wait) => {
        expect(isoTimestamp(time) <= isoTimestamp(time + wait)).toBe(true);
        expect(orderTimestamp(time) <= orderTimestamp(time + wait)).toBe(true);
      }),
    );
  });

  test('and parseIsoTimestamp are inverse', () => {
    fc.assert(
      fc.property(microseconds, (micros) => {
        const text = isoTimestamp(micros / 1000);
        expect(isoTimestamp(parseIsoTimestamp(text) ?? Number.NaN)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('orderTimestamp', () => {
  test('writes the same time without its separators', () => {
    fc.assert(
      fc.property(times, (time) => expect(orderTimestamp(time)).toBe(isoTimestamp(time).replaceAll(/[-:.]/g, ''))),
    );
  });

  test('and parseOrderTimestamp are inverse', () => {
    fc.assert(
      fc.property(microseconds, (micros) => {
        const text = orderTimestamp(micros / 1000);
        expect(orderTimestamp(parseOrderTimestamp(text) ?? Number.NaN)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseIsoTimestamp', () => {
  test.each([
    ['seconds', '2026-11-20T07:35:53Z', 0],
    ['milliseconds', '2026-11-20T07:35:53.892Z', 892],
    ['microseconds, as Python writes them', '2026-11-20T07:35:53.892001+00:00', 892.001],
    ['nanoseconds', '2026-11-20T07:35:53.892001500Z', 892.0015],
  ])('reads %s', (_what, text, milliseconds) => {
    expect(parseIsoTimestamp(text)).toBeCloseTo(Date.parse('2026-11-20T07:35:53Z') + milliseconds, 3);
  });

  test.each(['', 'yesterday', '2026-13-20T07:35:53.892001Z'])('gives nothing for "%s"', (text) => {
    expect(parseIsoTimestamp(text)).toBeUndefined();
  });
});
