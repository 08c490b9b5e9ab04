import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uuid7FromTime } from 'langsmith';
import { RunTree } from 'tracenest';
import { isUuid, nextSequence, uuid7 } from '../../lib/run/identity.js';

const uuid7Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const startTimes = fc.double({ min: 0, max: 2 ** 44, noNaN: true });

function millisecondOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

describe('the id of a run', () => {
  test('is a UUID of version 7 and the RFC variant, in lower case, for any start time', () => {
    fc.assert(
      fc.property(startTimes, (startTime) => {
        expect(uuid7(startTime, nextSequence(startTime))).toMatch(uuid7Pattern);
      }),
    );
  });

  test('holds the millisecond of the start', () => {
    fc.assert(
      fc.property(startTimes, (startTime) => {
        expect(millisecondOf(new RunTree({ name: 'run', startTime }).id)).toBe(Math.floor(startTime));
      }),
    );
  });

  test("has the time where the official package's id of the same time has it", () => {
    fc.assert(
      fc.property(startTimes, (startTime) => {
        const millisecond = Math.floor(startTime);
        expect(uuid7(millisecond, 0).slice(0, 13)).toBe(uuid7FromTime(millisecond).slice(0, 13));
      }),
    );
  });

  test('has the time of a start that the clock gave', () => {
    const before = Date.now();
    const run = new RunTree({ name: 'run' });
    expect(millisecondOf(run.id)).toBe(Math.floor(run.startTime));
    expect(Math.abs(millisecondOf(run.id) - before)).toBeLessThan(2_000);
  });

  test('stays what it was when it is read again', () => {
    const run = new RunTree({ name: 'run' });
    expect(run.id).toBe(run.id);
  });

  test('is the one that was given', () => {
    const id = '0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
    expect(new RunTree({ name: 'run', id }).id).toBe(id);
  });

  test('sorts in the order of starts, also when ids are read in another order', () => {
    const runs = Array.from({ length: 20_000 }, () => new RunTree({ name: 'run' }));
    for (const run of [...runs].reverse()) void run.id;
    const ids = runs.map((run) => run.id);
    expect([...ids].sort()).toEqual(ids);
  });

  test('sorts in the order of starts within one microsecond', () => {
    const runs = Array.from({ length: 5_000 }, () => new RunTree({ name: 'run', startTime: 1_763_624_153_892.001 }));
    const ids = runs.map((run) => run.id);
    expect([...ids].sort()).toEqual(ids);
  });

  test('is unique over 200,000 runs that start at the same moment', () => {
    const ids = new Set<string>();
    for (let count = 0; count < 200_000; count++) ids.add(uuid7(1_763_624_153_892, nextSequence(1_763_624_153_892)));
    expect(ids.size).toBe(200_000);
  });

  test('is unique over 200,000 runs one after the other', () => {
    const ids = new Set<string>();
    for (let count = 0; count < 200_000; count++) ids.add(new RunTree({ name: 'run' }).id);
    expect(ids.size).toBe(200_000);
  });

  test('is not told apart by the sequence alone: 56 of its bits are random', () => {
    const tails = Array.from({ length: 2_000 }, () => uuid7(0, 0).replaceAll('-', '').slice(18));
    expect(new Set(tails).size).toBe(2_000);
    const seen = Array.from({ length: 14 }, (_, at) => new Set(tails.map((tail) => tail.charAt(at))).size);
    expect(seen).toEqual(Array.from({ length: 14 }, () => 16));
  });
});

describe('isUuid', () => {
  test('takes a UUID of any version, in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.boolean(), (id, upper) => expect(isUuid(upper ? id.toUpperCase() : id)).toBe(true)),
    );
  });

  test('takes nothing that has a character too many, too few or another', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat({ max: 35 }), (id, at) => {
        expect(isUuid(id.slice(0, at) + id.slice(at + 1))).toBe(false);
        expect(isUuid(`${id.slice(0, at)}g${id.slice(at + 1)}`)).toBe(false);
        expect(isUuid(`${id}0`)).toBe(false);
        expect(isUuid(`${id}\n`)).toBe(false);
      }),
    );
  });
});
