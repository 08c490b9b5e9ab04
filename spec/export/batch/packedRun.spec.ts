import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Run } from 'tracenest';
import { packLargeRun, weightOf } from '../../../lib/export/batch/packLargeRun.js';
import { partNames, type PackedKind, type PackedRun } from '../../../lib/export/batch/packedRun.js';
import { packRun } from '../../../lib/export/batch/packRun.js';
import { membersOf } from '../../../lib/export/batch/runMembers.js';
import { Slabs } from '../../../lib/export/batch/slabs.js';
import { processInfo } from '../../../lib/export/processInfo.js';
import { toWireRun } from '../../../lib/run/wireRun.js';
import { plainRun } from '../../helpers/plainRun.js';
import { metadataShapes } from '../../helpers/runShapes.js';

const runs: fc.Arbitrary<Run> = fc
  .record({
    name: fc.string({ unit: 'binary' }),
    inputs: metadataShapes,
    outputs: fc.option(metadataShapes, { nil: undefined }),
    metadata: metadataShapes,
    tags: fc.array(fc.string()),
    error: fc.option(fc.record({ name: fc.string(), message: fc.string({ unit: 'binary' }) }), { nil: undefined }),
    events: fc.array(fc.record({ name: fc.string(), time: fc.integer({ min: 0, max: 2 ** 40 }) })),
    attachments: fc.dictionary(
      fc.string(),
      fc.record({ mimeType: fc.string(), data: fc.oneof(fc.string(), fc.uint8Array()) }),
      { maxKeys: 3 },
    ),
  })
  .map((init) => plainRun({ ...init, end: 1 }));

function textOf(data: Uint8Array | string): string {
  return Buffer.from(data as Uint8Array).toString('hex');
}

/** Everything that a packed run says, compared with the run it was made of. */
function expectSame(packed: PackedRun, run: Run, kind: PackedKind): void {
  const wire = JSON.parse(JSON.stringify(toWireRun(run))) as Record<string, unknown>;
  expect(packed.kind).toBe(kind);
  expect(packed.id).toBe(run.id);
  expect(packed.traceId).toBe(run.traceId);
  // Empty parts are left out; everything else is there, in the whole and in its part.
  const whole = JSON.parse(packed.json.toString()) as Record<string, unknown>;
  const core = JSON.parse(`${packed.openCore.toString()}}`) as Record<string, unknown>;
  const parts = Object.fromEntries(
    partNames.flatMap((name, index) => {
      const bytes = packed.part(index);
      return bytes === undefined ? [] : [[name, JSON.parse(bytes.toString()) as unknown]];
    }),
  );
  expect({ ...core, ...parts }).toEqual(whole);
  for (const [name, value] of Object.entries(wire)) {
    const isLeftOut = !(name in whole);
    if (isLeftOut) expect(value === null || (Array.isArray(value) && value.length === 0)).toBe(true);
    else if (name === 'extra') expect(whole[name]).toEqual({ ...Object(value), runtime: JSON.parse(processInfo) });
    else expect(whole[name]).toEqual(value);
  }
  expect(packed.attachments.map(({ name, mimeType, bytes }) => [name, mimeType, bytes.toString('hex')])).toEqual(
    Object.entries(run.attachments).map(([name, { mimeType, data }]) => [name, mimeType, textOf(data as string)]),
  );
  expect(packed.bytes).toHaveLength(packed.size);
}

describe('a packed run', () => {
  test('says what the run says, in whole and in parts, whatever is in it', () => {
    const slabs = new Slabs();
    fc.assert(
      fc.property(runs, fc.constantFrom<PackedKind>('post', 'patch'), (run, kind) => {
        expectSame(packRun(membersOf(run, false), kind, slabs), run, kind);
      }),
    );
  });

  test('of a large run is the same, written in slices', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        expectSame(await packLargeRun(membersOf(run, false), 'post'), run, 'post');
      }),
    );
    const large = plainRun({
      end: 1,
      inputs: { text: 'ä😀'.repeat(300_000), rows: Array(2_000).fill({ a: 'b'.repeat(99) }) },
    });
    expect(weightOf(membersOf(large, false))).toBeGreaterThan(500_000);
    expectSame(await packLargeRun(membersOf(large, false), 'post'), large, 'post');
  });

  test('stays what it is when others are written after it', () => {
    const slabs = new Slabs();
    const given = Array.from({ length: 400 }, (_, index) =>
      plainRun({ end: 1, inputs: { text: String(index).repeat((index * 37) % 1_900) } }),
    );
    const packed = given.map((run) => packRun(membersOf(run, false), 'post', slabs));
    for (const [index, run] of given.entries()) expectSame(packed[index] as PackedRun, run, 'post');
  });

  test('changes its kind and nothing else', () => {
    const run = plainRun({ end: 1 });
    const packed = packRun(membersOf(run, false), 'patch', new Slabs());
    packed.kind = 'post';
    expectSame(packed, run, 'post');
    expectSame(packed.alone(), run, 'post');
  });

  test('is whole where another is written while it is: a toJSON calls traced code', () => {
    const slabs = new Slabs();
    const inner = plainRun({ end: 1, inputs: { text: 'inner '.repeat(100) } });
    let packedInner: PackedRun | undefined;
    const reporting = {
      toJSON: () => {
        packedInner = packRun(membersOf(inner, false), 'post', slabs);
        return 'told';
      },
    };
    const outer = plainRun({ end: 1, inputs: { text: 'outer '.repeat(100), reporting } });
    expectSame(packRun(membersOf(outer, false), 'post', slabs), outer, 'post');
    expectSame(packedInner as unknown as PackedRun, inner, 'post');
  });

  test('takes with it what cannot be written: the error is for who made it', () => {
    const run = plainRun({ end: 1, inputs: { big: 1n } });
    expect(() => packRun(membersOf(run, false), 'post', new Slabs())).toThrow(TypeError);
  });
});
