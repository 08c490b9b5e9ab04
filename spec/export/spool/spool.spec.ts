import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { membersOf } from '../../../lib/export/batch/runMembers.js';
import { packRun } from '../../../lib/export/batch/packRun.js';
import { Slabs } from '../../../lib/export/batch/slabs.js';
import { readSegment, sealRun } from '../../../lib/export/spool/segmentFile.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestOptions, type IngestServer } from '../../helpers/ingestServer.js';
import { pause } from '../../helpers/pause.js';
import { plainRun } from '../../helpers/plainRun.js';
import { smallDisk, type SmallDisk } from '../../helpers/smallDisk.js';

const root = mkdtempSync(join(tmpdir(), 'tracenest-spool-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const { diagnostics } = freshTracing();

function newFolder(): string {
  return mkdtempSync(join(root, 'spool-'));
}

async function serving(options: IngestOptions = {}): Promise<IngestServer> {
  const server = await ingestServer(options);
  closing.push(server.close);
  return server;
}

/** An exporter that is configured, and how to bring it to its end. */
function exporting(endpoint: string, spool: string, options: LangSmithExporterOptions = {}): LangSmithExporter {
  const exporter = new LangSmithExporter({ endpoint, apiKey: 'key', delayMs: 5, batchRuns: 10, spool, ...options });
  closing.unshift(async () => exporter.shutdown({ timeoutMs: 1 }).catch(() => undefined));
  configure({ exporter });
  return exporter;
}

function run(count: number, inputs: Record<string, unknown> = {}): string[] {
  return Array.from({ length: count }, () => trace({ name: 'call', inputs }, ({ id }) => id));
}

function filesIn(spool: string): string[] {
  return readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(open|runs)$/.test(name));
}

/** A folder as a process leaves it that was killed with these runs in hand; gives their ids. */
function leftBehind(spool: string, owner: Record<string, unknown> | undefined, count = 5, suffix = 'open'): string[] {
  const folder = join(spool, randomUUID());
  mkdirSync(folder);
  const runs = Array.from({ length: count }, () => plainRun({ end: 1 }));
  const slabs = new Slabs();
  const bytes = runs.map((each) => Buffer.from(sealRun(packRun(membersOf(each, false), 'post', slabs))));
  writeFileSync(join(folder, `00000001.${suffix}`), Buffer.concat(bytes));
  if (owner !== undefined) writeFileSync(join(folder, 'owner'), JSON.stringify(owner));
  return runs.map(({ id }) => id);
}

const stays = 'They stay in the spool.';
const gone = { pid: 2 ** 22 + 1, host: hostname() };

describe('what is spooled', () => {
  test('is on disk when the traced call returns, and gone from there when it has arrived', async () => {
    const spool = newFolder();
    const server = await serving();
    exporting(server.url, spool, { manualFlush: true });
    const [id = ''] = run(1, { text: 'on disk' });
    const [file = ''] = filesIn(spool);
    expect(readFileSync(join(spool, file)).includes(id)).toBe(true);
    await flush();
    expect([...server.runs.keys()]).toEqual([id]);
    expect(filesIn(spool)).toEqual([]);
  });

  test('is delivered when an endpoint that was away comes back, however little fits into memory', async () => {
    const spool = newFolder();
    let isAway = true;
    const server = await serving({ fault: () => (isAway ? { kind: 'halfClosed' } : undefined) });
    exporting(server.url, spool, { queueBytes: 30_000, retryForMs: 0, requestTimeoutMs: 500 });
    const ids = run(500, { text: 'x'.repeat(1_000) });
    // It is waited for as long as what is in memory alone would be tried, and no longer.
    await expect(flush()).rejects.toMatchObject({ undelivered: 500, message: expect.stringContaining(stays) });
    expect(filesIn(spool).length).toBeGreaterThan(40);
    isAway = false;
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(filesIn(spool)).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  test('stays on disk when the exporter is shut down before, and is taken over by the next', async () => {
    const spool = newFolder();
    const server = await serving({
      fault: ({ number }) => (number <= 1 ? { kind: 'status', status: 503 } : undefined),
    });
    const exporter = exporting(server.url, spool);
    const ids = run(25);
    await expect(exporter.shutdown({ timeoutMs: 50 })).rejects.toThrow('not arrived');
    exporting(server.url, spool);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(filesIn(spool)).toEqual([]);
    expect(diagnostics).toEqual([]);
  });

  test('waits where the key is not taken, instead of being dropped', async () => {
    const spool = newFolder();
    const server = await serving({ fault: () => ({ kind: 'status', status: 401 }) });
    exporting(server.url, spool);
    run(5);
    await expect(flush()).rejects.toMatchObject({ undelivered: 5, message: expect.stringContaining(stays) });
    await expect(flush({ timeoutMs: 50 })).rejects.toThrow('stay on their way');
    expect(filesIn(spool)).toHaveLength(1);
    expect(diagnostics).toEqual([]);
  });

  test('is where the path led when the exporter was made, wherever the program goes then', async () => {
    const [here, spool, elsewhere] = [process.cwd(), newFolder(), newFolder()];
    const server = await serving();
    process.chdir(spool);
    try {
      exporting(server.url, 'runs', { manualFlush: true });
      const before = run(1);
      process.chdir(elsewhere);
      const after = run(1);
      expect(filesIn(elsewhere)).toEqual([]);
      expect(filesIn(spool)).toHaveLength(1);
      await flush();
      expect([...server.runs.keys()].sort()).toEqual([...before, ...after].sort());
      expect(filesIn(spool)).toEqual([]);
    } finally {
      process.chdir(here);
    }
  });

  test('keeps starts and ends of runs together', async () => {
    const spool = newFolder();
    const ids = leftBehind(spool, gone, 3);
    const server = await serving();
    exporting(server.url, spool, { sendStarts: true, manualFlush: true });
    const own = run(3);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual([...ids, ...own].sort());
    expect(server.violations).toEqual([]);
    expect([...server.runs.values()].every(({ end_time }) => end_time !== undefined)).toBe(true);
  });
});

describe('what a process left', () => {
  const old = new Date(Date.now() - 3_600_000);

  test.each<[string, Record<string, unknown> | undefined, boolean, boolean]>([
    ['that does not exist any more', gone, false, true],
    ['that went in good order', { pid: process.ppid, host: hostname(), hasLeft: true }, false, true],
    ['whose number has another process now', { pid: process.ppid, host: hostname() }, true, true],
    ['whose number is that of this one', { pid: process.pid, host: hostname() }, false, true],
    ['on another machine, long silent', { pid: 1, host: 'elsewhere' }, true, true],
    ['that crashed before it had said who it is', undefined, true, true],
    ['that wrote in another form, as a later version does', { ...gone, format: 2 }, true, false],
    ['that lives', { pid: process.ppid, host: hostname() }, false, false],
    ['that lives on another machine', { pid: 1, host: 'elsewhere' }, false, false],
  ])('%s', async (_name, owner, isSilent, isTaken) => {
    const spool = newFolder();
    const ids = leftBehind(spool, owner);
    const [folder = ''] = readdirSync(spool);
    if (isSilent) {
      if (owner !== undefined) utimesSync(join(spool, folder, 'owner'), old, old);
      utimesSync(join(spool, folder), old, old);
    }
    const server = await serving();
    exporting(server.url, spool);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(isTaken ? ids.sort() : []);
    expect(existsSync(join(spool, folder))).toBe(!isTaken);
    expect(diagnostics).toEqual([]);
  });

  test('is spoken of, but not counted, by a flush that it does not arrive in', async () => {
    const spool = newFolder();
    leftBehind(spool, gone);
    const server = await serving({ fault: () => ({ kind: 'status', status: 503 }) });
    exporting(server.url, spool);
    await expect(flush({ timeoutMs: 100 })).rejects.toMatchObject({
      undelivered: 0,
      message: expect.stringContaining('Runs that other processes left in the spool have not arrived.'),
    });
  });

  test('is taken by one of several that want it, and arrives once', async () => {
    const spool = newFolder();
    const ids = Array.from({ length: 20 }, () => leftBehind(spool, gone, 3, 'runs')).flat();
    const server = await serving();
    const exporters = Array.from({ length: 4 }, () => exporting(server.url, spool));
    await Promise.all(exporters.map(async (exporter) => exporter.flush()));
    expect(server.requests.flatMap(({ writes }) => writes.map(({ id }) => id)).sort()).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test('from a process that lives after all is not lost: it finds out, and sends what it holds once more', async () => {
    const spool = newFolder();
    const server = await serving();
    exporting(server.url, spool, { manualFlush: true });
    const ids = run(5);
    const [folder = ''] = readdirSync(spool);
    // Somebody takes the folder over while it is being written to, and crashes before it delivers.
    renameSync(join(spool, folder), join(root, 'taken'));
    const more = run(20);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual([...ids, ...more].sort());
    rmSync(join(root, 'taken'), { recursive: true });
  });

  test('is delivered however many processes it has come through', async () => {
    const spool = newFolder();
    const ids = leftBehind(spool, gone, 5, `${'x'.repeat(240)}.runs`);
    let isAway = true;
    const server = await serving({ fault: () => (isAway ? { kind: 'status', status: 503 } : undefined) });
    for (let count = 0; count < 8; count++) {
      const exporter = exporting(server.url, spool);
      await exporter.shutdown({ timeoutMs: 20 }).catch(() => undefined);
    }
    expect(filesIn(spool).map((name) => basename(name))).toEqual([expect.stringMatching(/^\d{8}\.runs$/)]);
    isAway = false;
    exporting(server.url, spool);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test('is left alone where it is nothing of ours, however long nobody touched it', async () => {
    const spool = newFolder();
    const paths = ['README', 'photos/cat.jpg', 'photos/old/00000001.runs', 'empty/', `${randomUUID()}/notes.txt`];
    for (const path of paths) {
      mkdirSync(dirname(join(spool, path)), { recursive: true });
      if (path.endsWith('/')) mkdirSync(join(spool, path));
      else writeFileSync(join(spool, path), 'not ours');
    }
    const all = (): string[] => readdirSync(spool, { recursive: true, encoding: 'utf8' }).sort();
    const before = all();
    for (const path of before) utimesSync(join(spool, path), old, old);
    const server = await serving();
    const exporter = exporting(server.url, spool);
    const ids = run(1);
    await exporter.shutdown();
    expect([...server.runs.keys()]).toEqual(ids);
    expect(all()).toEqual(before);
    expect(diagnostics).toEqual([]);
  });
});

describe('a file that is', () => {
  const runs = Array.from({ length: 12 }, (_, index) => plainRun({ end: 1, inputs: { text: 'x'.repeat(index * 40) } }));
  const whole = runs.map((each) => Buffer.from(sealRun(packRun(membersOf(each, false), 'post', new Slabs()))));

  test('torn anywhere gives every run before that', () => {
    const file = Buffer.concat(whole);
    fc.assert(
      fc.property(fc.nat(file.length), (length) => {
        const { runs: read, damagedBytes } = readSegment(file.subarray(0, length));
        const sizes = whole.map((_, index) => Buffer.concat(whole.slice(0, index + 1)).length);
        const complete = sizes.filter((size) => size <= length).length;
        expect(read.map(({ id }) => id)).toEqual(runs.slice(0, complete).map(({ id }) => id));
        expect(damagedBytes).toBe(length - (sizes[complete - 1] ?? 0));
      }),
    );
  });

  test('damaged anywhere gives every run that is not, and never one that was not there', () => {
    const file = Buffer.concat(whole);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(file);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const ids = readSegment(bytes).runs.map(({ id }) => id);
        expect(ids.length).toBeGreaterThanOrEqual(runs.length - 1);
        expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      }),
    );
  });

  test('anything at all is read without an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void readSegment(Buffer.from(bytes))));
  });

  test('damaged is told, and its whole runs are delivered', async () => {
    const spool = newFolder();
    const ids = leftBehind(spool, gone);
    const [folder = ''] = readdirSync(spool);
    writeFileSync(join(spool, folder, '00000001.open'), 'torn', { flag: 'a' });
    writeFileSync(join(spool, folder, '00000002.open'), 'only damage');
    const server = await serving();
    exporting(server.url, spool);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(diagnostics.map(({ code }) => code)).toEqual(['spool-damaged', 'spool-damaged']);
    expect(filesIn(spool)).toEqual([]);
  });
});

describe('a disk that', () => {
  // Without the right to mount one, these are skipped, and seen to be; what they show is shown below by limits of the shell.
  using tried = smallDisk(4096);
  const whereMounting = tried === undefined ? test.skip : test;

  function requireDisk(bytes: number): SmallDisk {
    const disk = smallDisk(bytes);
    if (disk === undefined) throw new Error('A disk could be mounted a moment ago.');
    return disk;
  }

  whereMounting(
    'is full costs nothing while there is room in memory, is told once, and is used again when it has room',
    async () => {
      using disk = requireDisk(128 * 1024);
      const server = await serving();
      exporting(server.url, join(disk.path, 'spool'), { manualFlush: true });
      const ids = run(300, { text: 'x'.repeat(1_000) });
      expect(filesIn(disk.path).length).toBeGreaterThan(0);
      await flush();
      expect([...server.runs.keys()].sort()).toEqual(ids.sort());
      expect(diagnostics.map(({ code }) => code)).toEqual(['spool-failed']);
      expect(diagnostics[0]?.message).toContain('ENOSPC');
      expect(filesIn(disk.path)).toEqual([]);
    },
  );

  whereMounting('is read-only costs nothing while there is room in memory', async () => {
    using disk = requireDisk(1024 * 1024);
    const spool = join(disk.path, 'spool');
    mkdirSync(spool);
    const before = leftBehind(spool, gone);
    disk.makeReadOnly();
    const server = await serving();
    exporting(server.url, spool);
    const ids = run(30);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(['spool-adoption-failed', 'spool-failed']);
    disk.makeWritable();
    exporting(server.url, spool);
    await flush();
    expect([...server.runs.keys()]).toEqual(expect.arrayContaining(before));
  });

  test('cannot hold the folder at all costs nothing while there is room in memory', async () => {
    const blocked = join(newFolder(), 'file');
    writeFileSync(blocked, '');
    const server = await serving();
    exporting(server.url, join(blocked, 'below'));
    const ids = run(30);
    await flush();
    expect([...server.runs.keys()].sort()).toEqual(ids.sort());
    expect(diagnostics.map(({ code }) => code)).toEqual(['spool-failed']);
  });
});

test('the folder stays within its bound, and what did not fit is told', async () => {
  const spool = newFolder();
  const server = await serving({ fault: () => ({ kind: 'status', status: 503 }) });
  exporting(server.url, spool, { spoolBytes: 50_000, queueBytes: 20_000 });
  run(300, { text: 'x'.repeat(1_000) });
  await pause(20);
  const sizes = filesIn(spool).map((name) => readFileSync(join(spool, name)).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(50_000);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(40_000);
  expect(diagnostics.map(({ code }) => code)).toEqual(['runs-lost']);
  expect(diagnostics[0]?.message).toContain('the spool takes no more');
});
