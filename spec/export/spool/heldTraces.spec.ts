import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, flush, startRun, trace, tracingContext, type RunTree } from 'tracenest';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { membersOf } from '../../../lib/export/batch/runMembers.js';
import { packRun } from '../../../lib/export/batch/packRun.js';
import { Slabs } from '../../../lib/export/batch/slabs.js';
import { readSegment, sealRun, settledMark } from '../../../lib/export/spool/segmentFile.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';
import { plainRun } from '../../helpers/plainRun.js';
import { programStarter } from '../../helpers/startProgram.js';

const { diagnostics } = freshTracing();
const programs = programStarter();
let server: IngestServer;
let spool: string;
beforeEach(async () => {
  server = await ingestServer();
  spool = mkdtempSync(join(programs.folder, 'spool-'));
});
afterEach(async () => server.close());

function exporting(options: LangSmithExporterOptions = {}): LangSmithExporter {
  const exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key', spool, keep: {}, ...options });
  configure({ exporter });
  return exporter;
}

function heldBytes(): number {
  const files = readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.held'));
  return files.reduce((sum, name) => sum + statSync(join(spool, name)).size, 0);
}

/** A root that goes on, and is nobody's parent by itself. */
function started(): RunTree {
  return tracingContext(null, () => startRun({ name: 'root' }));
}

function fail(): void {
  try {
    trace({ name: 'failing' }, () => {
      trace({ name: 'child' }, () => 1);
      throw new Error('mine');
    });
  } catch {
    // The program's own business.
  }
}

const names = (): unknown[] => [...server.runs.values()].map(({ name }) => name as string).sort();

describe('traces that are kept by their outcome', () => {
  test('are on disk before that is known, and gone from there when it is', async () => {
    const exporter = exporting();
    const root = started();
    tracingContext(root, () => trace({ name: 'child' }, () => 1));
    expect(heldBytes()).toBeGreaterThan(100);
    trace({ name: 'other' }, () => 1);
    root.end();
    expect(heldBytes()).toBe(0);
    fail();
    await flush();
    expect(names()).toEqual(['child', 'failing']);
    await exporter.shutdown();
    expect(readdirSync(spool)).toEqual([]);
    expect(diagnostics.filter(({ code }) => code.startsWith('spool'))).toEqual([]);
  });

  test('are in several files where there are many, and leave none', async () => {
    const exporter = exporting();
    const roots = Array.from({ length: 6 }, started);
    for (const root of roots) {
      for (let count = 0; count < 5; count++) {
        tracingContext(root, () => trace({ name: 'child', inputs: { text: 'x'.repeat(100_000) } }, () => 1));
      }
    }
    expect(heldBytes()).toBeGreaterThan(2.5 * 2 ** 20);
    for (const root of roots) root.end();
    expect(heldBytes()).toBe(0);
    await exporter.shutdown();
    expect(readdirSync(spool)).toEqual([]);
    expect(names()).toEqual([]);
  });

  test('are gone from there also where their ids are others, in another project', async () => {
    const exporter = exporting({ projectName: 'copy', primary: false });
    trace({ name: 'good' }, () => trace({ name: 'child' }, () => 1));
    expect(heldBytes()).toBe(0);
    await exporter.shutdown();
    expect(readdirSync(spool)).toEqual([]);
  });

  test('stay in memory where the folder is full, and are kept from there', async () => {
    const exporter = exporting({ spoolBytes: 2_000 });
    const root = started();
    for (let count = 0; count < 20; count++) {
      tracingContext(root, () => trace({ name: 'child', inputs: { text: 'x'.repeat(500) } }, () => 1));
    }
    expect(heldBytes()).toBeLessThanOrEqual(2_000);
    root.end(undefined, new Error('mine'));
    await flush();
    expect(server.runs.size).toBe(21);
    await exporter.shutdown();
  });
});

test('after kill -9 those that were undecided are delivered, and those that were dropped are not', async () => {
  const source = `
    import { configure, flush, startRun, trace, tracingContext } from 'tracenest';
    import { LangSmithExporter } from 'tracenest/exporters';
    const [endpoint, spool, how] = process.argv.slice(2);
    configure({ exporter: new LangSmithExporter({ endpoint, apiKey: 'key', spool, keep: {}, manualFlush: true }) });
    if (how === 'next') await flush();
    else {
      const open = tracingContext(null, () => startRun({ name: 'open' }));
      const step = (name) => tracingContext(open, () => trace({ name }, () => 1));
      step('before');
      trace({ name: 'good' }, () => trace({ name: 'good child' }, () => 1));
      try { trace({ name: 'bad' }, () => { throw new Error('mine'); }); } catch {}
      step('after');
      process.kill(process.pid, 'SIGKILL');
    }
  `;
  expect(await (await programs.start(source, [server.url, spool, 'kill'])).ended).toMatchObject({ signal: 'SIGKILL' });
  expect(server.runs.size).toBe(0);
  expect(await (await programs.start(source, [server.url, spool, 'next'])).ended).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(names()).toEqual(['after', 'bad', 'before']);
  expect(readdirSync(spool)).toEqual([]);
});

test('of a file the runs are read whose trace is not settled behind them, wherever it is torn', () => {
  const traces = Array.from({ length: 3 }, () => plainRun({ end: 1 }));
  const step = fc.record({ trace: fc.nat(2), settles: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.double({ min: 0, max: 1, noNaN: true }), (steps, share) => {
      let kept: string[] = [];
      const pieces = steps.map(({ trace: index, settles }) => {
        const traceId = traces[index]?.traceId ?? '';
        const run = plainRun({ end: 1, parent: traces[index] ?? plainRun() });
        return {
          traceId,
          id: run.id,
          settles,
          bytes: settles
            ? settledMark(traceId)
            : Buffer.from(sealRun(packRun(membersOf(run, false), 'post', new Slabs()))),
        };
      });
      const file = Buffer.concat(pieces.map(({ bytes }) => bytes));
      const length = Math.floor(file.length * share);
      let at = 0;
      const owners = new Map<string, string>();
      for (const { traceId, id, settles, bytes } of pieces) {
        at += bytes.length;
        if (at > length) break;
        owners.set(id, traceId);
        kept = settles ? kept.filter((each) => owners.get(each) !== traceId) : [...kept, id];
      }
      expect(readSegment(file.subarray(0, length)).runs.map(({ id }) => id)).toEqual(kept);
    }),
  );
});
