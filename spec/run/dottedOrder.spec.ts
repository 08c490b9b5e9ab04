import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convertToDottedOrderFormat } from 'langsmith/run_trees';
import { RunTree } from 'tracenest';
import { orderSegment, parseDottedOrder } from '../../lib/run/dottedOrder.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();

const segmentPattern = /^\d{8}T\d{12}Z[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Microseconds since the epoch, as an integer: what a dotted order can say exactly. */
const microseconds = fc.integer({ min: 0, max: 4_102_444_800_000_000 });

/** The text of a time, made from integers alone, so that no rounding of ours can hide one of the library's. */
function segmentText(micros: number, id: string): string {
  const seconds = Math.floor(micros / 1_000_000);
  const date = new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${date}${String(micros % 1_000_000).padStart(6, '0')}Z${id}`;
}

const segmentTexts = fc.tuple(microseconds, fc.uuid()).map(([micros, id]) => segmentText(micros, id));
const orderTexts = fc.array(segmentTexts, { minLength: 1, maxLength: 8 }).map((segments) => segments.join('.'));

describe('a dotted order', () => {
  test('is the date, the time with six digits of microseconds, Z and the id, without separators', () => {
    const id = '01a1f7e2-0f1e-7d2c-8b3a-495867768594';
    expect(orderSegment(Date.parse('2026-11-20T07:35:53.892Z'), id)).toBe(`20261120T073553892000Z${id}`);
    expect(orderSegment(Date.parse('2026-11-20T07:35:53.892Z') + 0.001, id)).toBe(`20261120T073553892001Z${id}`);
    expect(orderSegment(Date.parse('2026-01-02T03:04:05.006Z'), id)).toBe(`20260102T030405006000Z${id}`);
  });

  test('has the digits that the official package writes for the same millisecond', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 4_102_444_800_000 }),
        fc.uuid(),
        fc.integer({ min: 1, max: 999 }),
        (time, id, micros) => {
          const official = convertToDottedOrderFormat(time, id, micros).dottedOrder;
          expect(orderSegment(time + micros / 1000, id)).toBe(official);
        },
      ),
    );
  });

  test('of a root is one segment: its start and its id', () => {
    const run = new RunTree({ name: 'root' });
    expect(run.dottedOrder).toMatch(segmentPattern);
    expect(run.dottedOrder.endsWith(run.id)).toBe(true);
    expect(run.dottedOrder).toBe(orderSegment(run.startTime, run.id));
  });

  test("of a child is its parent's, a dot and its own segment", () => {
    const root = new RunTree({ name: 'root' });
    const child = root.createChild({ name: 'child' });
    const grandchild = child.createChild({ name: 'grandchild' });
    expect(child.dottedOrder).toBe(`${root.dottedOrder}.${orderSegment(child.startTime, child.id)}`);
    expect(grandchild.dottedOrder).toBe(`${child.dottedOrder}.${orderSegment(grandchild.startTime, grandchild.id)}`);
  });

  test("begins with the trace's id and ends with the parent's and the run's", () => {
    const root = new RunTree({ name: 'root' });
    const run = root.createChild({ name: 'child' }).createChild({ name: 'grandchild' });
    const ids = run.dottedOrder.split('.').map((segment) => segment.slice(segment.indexOf('Z') + 1));
    expect(ids[0]).toBe(run.traceId);
    expect(ids[0]).toBe(root.traceId);
    expect(ids.at(-2)).toBe(run.parentRunId);
    expect(ids.at(-1)).toBe(run.id);
  });

  test('does not depend on who in the chain is asked first', () => {
    const root = new RunTree({ name: 'root' });
    const child = root.createChild({ name: 'child' });
    const grandchild = child.createChild({ name: 'grandchild' });
    const deepest = grandchild.dottedOrder;
    expect(deepest.startsWith(`${child.dottedOrder}.`)).toBe(true);
    expect(child.dottedOrder.startsWith(`${root.dottedOrder}.`)).toBe(true);
  });

  test('of a run 20,000 levels deep is made without running out of stack', () => {
    let run = new RunTree({ name: 'root' });
    const { id } = run;
    for (let level = 1; level < 20_000; level++) run = run.createChild({ name: 'deeper' });
    expect(run.traceId).toBe(id);
    const segments = run.dottedOrder.split('.');
    expect(segments).toHaveLength(20_000);
    expect(segments.every((segment) => segmentPattern.test(segment))).toBe(true);
    expect(parseDottedOrder(run.dottedOrder)).toHaveLength(20_000);
  });
});

describe('reading a dotted order', () => {
  test('and writing it again gives the same text, to the microsecond', () => {
    fc.assert(
      fc.property(orderTexts, (text) => {
        const written = parseDottedOrder(text)?.map(({ startTime, id }) => orderSegment(startTime, id));
        expect(written?.join('.')).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('gives a parent whose own dotted order is the same text', () => {
    fc.assert(
      fc.property(orderTexts, (text) => expect(RunTree.fromDottedOrder(text)?.dottedOrder).toBe(text)),
      { numRuns: 1000 },
    );
  });

  test('gives a parent with the ids of the text', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid(), { minLength: 1, maxLength: 6 }), microseconds, (ids, micros) => {
        const run = RunTree.fromDottedOrder(ids.map((id) => segmentText(micros, id)).join('.'));
        expect(run?.id).toBe(ids.at(-1));
        expect(run?.traceId).toBe(ids[0]);
        expect(run?.parentRunId).toBe(ids.at(-2));
      }),
    );
  });

  test('ignores blanks around it and takes ids in upper case', () => {
    const id = '01a1f7e2-0f1e-7d2c-8b3a-495867768594';
    const order = parseDottedOrder(`  20261120T073553892001Z${id.toUpperCase()}\n`);
    expect(order?.[0].id).toBe(id);
  });

  test.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a dot', '.'],
    ['an id alone', '01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a time alone', '20261120T073553892001Z'],
    ['milliseconds instead of microseconds', '20261120T073553892Z01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a 13th month', '20261320T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a 30th of February', '20260230T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a separator before the id', '20261120T073553892001Z-01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a dot at the end', '20261120T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-495867768594.'],
    ['an empty segment', '.20261120T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-495867768594'],
    ['a truncated id', '20261120T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-49586776859'],
  ])('takes no parent from %s, and says so once', (_what, text) => {
    expect(RunTree.fromDottedOrder(text)).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['parent-malformed']);
    expect(diagnostics[0]?.message).toContain(JSON.stringify(text));
  });

  test('never throws and never makes up a parent, whatever the text', () => {
    const mutated = fc
      .tuple(orderTexts, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([text, at, noise, replace]) => {
        const index = at % text.length;
        return text.slice(0, index) + noise + text.slice(index + (replace ? noise.length : 0));
      });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), mutated), (text) => {
        const run = RunTree.fromDottedOrder(text);
        expect(run?.dottedOrder ?? text.trim().toLowerCase()).toBe(
          run === undefined ? text.trim().toLowerCase() : restored(text),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

/** What a valid text is written as again: without blanks around it, ids in lower case. */
function restored(text: string): string {
  return text
    .trim()
    .split('.')
    .map((segment) => segment.slice(0, 22) + segment.slice(22).toLowerCase())
    .join('.');
}
