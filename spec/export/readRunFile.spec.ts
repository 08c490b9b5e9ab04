import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Run, RunAttachment, RunEvent } from 'tracenest';
import { FileExporter, readRunFile } from 'tracenest/exporters';
import { expectTree } from 'tracenest/testing';
import type { ErrorRecord } from '../../lib/capture/errorRecord.js';
import { runTypes } from '../../lib/run/run.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { plainRun } from '../helpers/plainRun.js';

freshTracing();

const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

async function written(runs: readonly Run[]): Promise<string> {
  const exporter = new FileExporter(join(folder, `${(files += 1)}.jsonl`));
  for (const run of runs) exporter.onEnd(run);
  await exporter.shutdown();
  return exporter.path;
}

function fileOf(text: string): string {
  const path = join(folder, `${(files += 1)}.jsonl`);
  writeFileSync(path, text);
  return path;
}

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\n', '\r\n', '\u2028', '\u2029', '__proto__', ''),
);
/** JSON has no negative zero. */
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const bags = fc.dictionary(texts, json, { maxKeys: 4 }).map((bag) => ({ ...bag }));
/** Whole microseconds, which is what a file keeps. */
const offsets = fc.nat({ max: 5_000_000 }).map((micros) => micros / 1000);
const errors: fc.Arbitrary<ErrorRecord> = fc.letrec<{ error: ErrorRecord }>((tie) => ({
  error: fc.record(
    {
      name: texts,
      message: texts,
      stack: texts,
      cause: tie('error'),
      errors: fc.array(tie('error'), { maxLength: 2 }),
    },
    { requiredKeys: ['name', 'message'] },
  ),
})).error;
const events: fc.Arbitrary<RunEvent> = fc
  .record({ name: texts, time: offsets, attributes: fc.option(bags, { nil: undefined }) })
  .map(({ name, time, attributes }) => ({
    name,
    time: plainRun().startTime + time,
    ...(attributes === undefined || Object.keys(attributes).length === 0 ? {} : { attributes }),
  }));
const attachments: fc.Arbitrary<RunAttachment> = fc.record({ mimeType: texts, data: fc.oneof(texts, fc.uint8Array()) });

const runs: fc.Arbitrary<Run> = fc
  .record({
    name: texts,
    runType: fc.constantFrom(...runTypes),
    start: offsets,
    end: offsets,
    status: fc.constantFrom('success', 'error', 'cancelled', 'interrupted', 'abandoned'),
    inputs: bags,
    outputs: fc.option(bags, { nil: undefined }),
    error: fc.option(errors, { nil: undefined }),
    tags: fc.array(texts, { maxLength: 3 }),
    metadata: bags,
    events: fc.array(events, { maxLength: 3 }),
    attachments: fc.dictionary(texts, attachments, { maxKeys: 3 }).map((bag) => ({ ...bag })),
    projectName: texts,
    isChild: fc.boolean(),
  })
  .map(({ isChild, ...fields }) => plainRun({ ...fields, parent: isChild ? plainRun() : undefined }));

/** Times as microseconds: a double holds no more of them than that, and not always the same one. */
function comparable(run: Run): unknown {
  const micros = (time: number | undefined): unknown => (time === undefined ? undefined : Math.round(time * 1000));
  return {
    ...run,
    startTime: micros(run.startTime),
    endTime: micros(run.endTime),
    events: run.events.map((event) => ({ ...event, time: micros(event.time) })),
  };
}

describe('a file of runs', () => {
  test('gives back the runs that were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(runs, { minLength: 1, maxLength: 8 }), async (sample) => {
        const { runs: read, damagedLines } = await readRunFile(await written(sample));
        expect(damagedLines).toEqual([]);
        expect(read.map(comparable)).toEqual(sample.map(comparable));
      }),
      { numRuns: 300 },
    );
  });

  test('gives back the tree', async () => {
    const root = plainRun({ name: 'root', end: 5 });
    const child = plainRun({ name: 'child', parent: root, end: 2 });
    const sibling = plainRun({ name: 'sibling', parent: root, start: 3, end: 4, status: 'cancelled' });
    const { runs: read } = await readRunFile(await written([sibling, child, root]));
    expectTree(read, 'root\n  child\n  sibling [cancelled]');
  });

  test('can be written again, and is the same file', async () => {
    const sample = fc.sample(runs, { numRuns: 50, seed: 1 });
    const once = await readRunFile(await written(sample));
    const twice = await readRunFile(await written(once.runs));
    expect(twice).toEqual(once);
  });
});

describe('reading', () => {
  test('of an empty file gives nothing', async () => {
    expect(await readRunFile(fileOf(''))).toEqual({ runs: [], damagedLines: [] });
  });

  test('skips blank lines, and numbers lines from one', async () => {
    const { runs: read, damagedLines } = await readRunFile(fileOf('\n\nnonsense\r\n\n'));
    expect(read).toEqual([]);
    expect(damagedLines).toEqual([3]);
  });

  test.each([
    ['a text', '"text"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object without fields', '{}'],
    ["somebody else's log line", '{"level":"info","time":1,"name":"server","msg":"started"}'],
    ['a run without an id', '{"name":"x","tags":[],"events":[],"extra":{"metadata":{}}}'],
    ['half a run', '{"id":"01a1f7e2-1f24-7000-8000-000000000001","name":"x","extra":{"metadata":{}},"eve'],
  ])('tells of %s as damaged', async (_what, line) => {
    const good = await written([plainRun({ end: 1 })]);
    const { readFileSync } = await import('node:fs');
    const path = fileOf(`${line}\n${readFileSync(good, 'utf8')}`);
    const { runs: read, damagedLines } = await readRunFile(path);
    expect(damagedLines).toEqual([1]);
    expect(read).toHaveLength(1);
  });

  test('never takes for a run what is none: any JSON line is damaged, and nothing throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.json(),
            fc.string().map((text) => text.replaceAll(/[\r\n]/g, '')),
          ),
        ),
        async (texts) => {
          const kept = texts.filter((text) => text.trim() !== '');
          const { runs: read } = await readRunFile(fileOf(`${kept.join('\n')}\n`));
          expect(read).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('of a file that was cut anywhere gives the whole lines before the cut', async () => {
    const { readFileSync } = await import('node:fs');
    const whole = readFileSync(
      await written([1, 2, 3].map((n) => plainRun({ name: `${n}`, end: 1, inputs: { n: 'é😀' } }))),
    );
    for (let length = 0; length <= whole.length; length += 7) {
      const path = fileOf('');
      writeFileSync(path, whole.subarray(0, length));
      const complete = whole.subarray(0, length).toString().split('\n').length - 1;
      const { runs: read, damagedLines } = await readRunFile(path);
      expect(read.length).toBeGreaterThanOrEqual(complete);
      expect(read.map(({ name }) => name)).toEqual(['1', '2', '3'].slice(0, read.length));
      expect(damagedLines.length).toBeLessThanOrEqual(1);
    }
  });

  test('of a file that is not there rejects, and names it', async () => {
    await expect(readRunFile(join(folder, 'missing.jsonl'))).rejects.toThrow(/missing\.jsonl/);
  });
});
