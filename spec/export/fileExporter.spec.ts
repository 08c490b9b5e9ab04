import fs, {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { configure, flush, RunTree, shutdown, traceable } from 'tracenest';
import { FileExporter, readRunFile } from 'tracenest/exporters';
import { freshTracing } from '../helpers/freshTracing.js';
import { plainRun } from '../helpers/plainRun.js';

const { diagnostics } = freshTracing();

const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path = '';
let exporter: FileExporter;
let files = 0;
beforeEach(() => {
  path = join(folder, `${(files += 1)}.jsonl`);
  exporter = new FileExporter(path);
  configure({ exporter });
});
afterEach(async () => exporter.shutdown());

const call = traceable((value: unknown) => value, { name: 'call' });

function lines(): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** Counts the writes of all files of this process. */
function countingWrites(): { readonly count: number; restore(): void } {
  const spy = jest.spyOn(fs, 'writeSync');
  return {
    get count() {
      return spy.mock.calls.length;
    },
    restore: () => spy.mockRestore(),
  };
}

describe('what is written', () => {
  test("is a line of JSON a run, in LangSmith's wire form, each ended by a newline", async () => {
    call('text');
    call({ found: 1 });
    await flush();
    const text = readFileSync(path, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        name: 'call',
        run_type: 'chain',
        inputs: { value: 'text' },
        outputs: { output: 'text' },
      }),
      expect.objectContaining({ inputs: { value: { found: 1 } }, outputs: { found: 1 } }),
    ]);
  });

  test('holds no newline inside a run', async () => {
    call('a\nb\r\nc\u2028d\u2029e\u0085f');
    await flush();
    expect(lines()).toHaveLength(1);
    expect((await readRunFile(path)).runs[0]?.outputs).toEqual({ output: 'a\nb\r\nc\u2028d\u2029e\u0085f' });
  });

  test('goes into a folder that is made for it', async () => {
    const deep = new FileExporter(join(folder, 'made', 'for', 'it.jsonl'));
    deep.onEnd(plainRun({ end: 1 }));
    await deep.shutdown();
    expect((await readRunFile(deep.path)).runs).toHaveLength(1);
  });

  test('is added to what a file holds', async () => {
    call(1);
    await shutdown();
    const second = new FileExporter(path);
    configure({ exporter: second });
    call(2);
    await shutdown();
    expect((await readRunFile(path)).runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }, { output: 2 }]);
  });

  test('is not the run that is still going on', async () => {
    const run = new RunTree({ name: 'root' }, undefined, exporter);
    run.announce();
    await flush();
    expect(lines()).toEqual([]);
    run.end();
    await flush();
    expect(lines()).toHaveLength(1);
  });
});

describe('a batch', () => {
  test('is what ended since the last write, in one write', async () => {
    const writes = countingWrites();
    try {
      for (let index = 0; index < 1_000; index++) call(index);
      await flush();
      expect(writes.count).toBe(1);
      expect(lines()).toHaveLength(1_000);
      for (let index = 0; index < 1_000; index++) call(index);
      await flush();
      expect(writes.count).toBe(2);
    } finally {
      writes.restore();
    }
  });

  test('is written by itself, without a flush', async () => {
    call(1);
    for (let count = 0; count < 500 && lines().length === 0; count++)
      await new Promise((resolve) => setTimeout(resolve, 2));
    expect(lines()).toHaveLength(1);
  });

  test('of one burst of work gathers until the burst is over', async () => {
    const writes = countingWrites();
    try {
      for (let index = 0; index < 100; index++) {
        call(index);
        await Promise.resolve();
      }
      await flush();
      expect(writes.count).toBe(1);
    } finally {
      writes.restore();
    }
  });

  test('of 20,000 runs arrives whole', async () => {
    for (let index = 0; index < 20_000; index++) exporter.onEnd(plainRun({ name: `${index}`, end: 1 }));
    await flush();
    const { runs, damagedLines } = await readRunFile(path);
    expect(damagedLines).toEqual([]);
    expect(runs.map(({ name }) => name)).toEqual(Array.from({ length: 20_000 }, (_, index) => `${index}`));
  });

  test('that grows while it is written loses nothing', async () => {
    for (let round = 0; round < 50; round++) {
      for (let index = 0; index < 20; index++) call(index);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await flush();
    expect(lines()).toHaveLength(1_000);
  });

  test('that waits for longer than 100,000 runs drops the newest and says how many', async () => {
    const run = plainRun({ end: 1 });
    for (let index = 0; index < 100_010; index++) exporter.onEnd(run);
    await flush();
    expect(lines()).toHaveLength(100_000);
    expect(diagnostics.map(({ code }) => code)).toEqual(['file-exporter-dropped']);
    expect(diagnostics[0]?.message).toContain('10 runs');
  });
});

test('a run that is no JSON costs itself and not its batch, and is told once', async () => {
  call(1);
  for (let count = 0; count < 3; count++) exporter.onEnd(plainRun({ end: 1, inputs: { big: 1n } }));
  call(2);
  await flush();
  expect((await readRunFile(path)).runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }, { output: 2 }]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['file-exporter-run-failed']);
  expect(diagnostics[0]?.message).toContain(path);
  expect(diagnostics[0]?.cause).toBeInstanceOf(TypeError);
});

describe('a file that somebody else', () => {
  test.each([
    ['deleted', () => rmSync(path)],
    ['moved away', () => renameSync(path, `${path}.old`)],
  ])('%s is made anew', async (_what, change) => {
    call(1);
    await flush();
    change();
    call(2);
    await flush();
    expect((await readRunFile(path)).runs.map(({ outputs }) => outputs)).toEqual([{ output: 2 }]);
  });

  test('emptied is written from its beginning', async () => {
    call(1);
    await flush();
    writeFileSync(path, '');
    call(2);
    await flush();
    expect(lines()).toHaveLength(1);
  });

  test('left with a torn line, while it was open here, gets a fresh one', async () => {
    call(1);
    await flush();
    appendFileSync(path, '{"id":"torn');
    call(2);
    await flush();
    const { runs, damagedLines } = await readRunFile(path);
    expect(runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }, { output: 2 }]);
    expect(damagedLines).toEqual([2]);
  });
});

test('a system that takes less than it is given is given the rest', async () => {
  const write = fs.writeSync as (file: number, bytes: Uint8Array, from: number, length: number) => number;
  const spy = jest
    .spyOn(fs, 'writeSync')
    .mockImplementation(((file: number, bytes: Uint8Array, from: number) =>
      write(file, bytes, from, Math.min(100, bytes.length - from))) as never);
  try {
    call('é'.repeat(1_000));
    await flush();
  } finally {
    spy.mockRestore();
  }
  expect((await readRunFile(path)).runs[0]?.outputs).toEqual({ output: 'é'.repeat(1_000) });
});

describe('a torn last line', () => {
  test('is left out when reading, and told', async () => {
    call(1);
    call(2);
    await flush();
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -20));
    const { runs, damagedLines } = await readRunFile(path);
    expect(runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }]);
    expect(damagedLines).toEqual([2]);
  });

  test('is ended before anything is appended to it', async () => {
    appendFileSync(path, '{"id":"torn');
    call(1);
    await flush();
    call(2);
    await flush();
    const { runs, damagedLines } = await readRunFile(path);
    expect(runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }, { output: 2 }]);
    expect(damagedLines).toEqual([1]);
    expect(lines()).toHaveLength(3);
  });

  test('is not seen in a file that ends well', async () => {
    call(1);
    await shutdown();
    configure({ exporter: (exporter = new FileExporter(path)) });
    call(2);
    await flush();
    expect(lines()).toHaveLength(2);
    expect(lines()).not.toContain('');
  });
});

describe('a file that cannot be written', () => {
  test('is one diagnostic that names it and what to do, and no error in the program', async () => {
    const blocked = join(folder, `file-${files}`);
    writeFileSync(blocked, '');
    exporter = new FileExporter(join(blocked, 'below.jsonl'));
    configure({ exporter });
    for (let batch = 0; batch < 3; batch++) {
      expect(call(batch)).toBe(batch);
      await flush();
    }
    expect(diagnostics.map(({ code }) => code)).toEqual(['file-exporter-failed']);
    expect(diagnostics[0]?.message).toContain(join(blocked, 'below.jsonl'));
    expect(diagnostics[0]?.message).toMatch(/^[^;]*; 1 runs are lost/);
    expect(diagnostics[0]?.cause).toMatchObject({ code: 'ENOTDIR' });
  });

  test('in a folder without permission is one diagnostic', async () => {
    const closed = join(folder, `closed-${files}`);
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    exporter = new FileExporter(join(closed, 'file.jsonl'));
    configure({ exporter });
    call(1);
    await flush();
    // Root writes anywhere.
    if (process.getuid?.() !== 0) expect(diagnostics.map(({ code }) => code)).toEqual(['file-exporter-failed']);
    chmodSync(closed, 0o700);
  });

  test('because the disk is full says how many runs are lost, and goes on trying', async () => {
    if (!existsSync('/dev/full')) return;
    exporter = new FileExporter('/dev/full');
    configure({ exporter });
    call(1);
    call(2);
    await flush();
    call(3);
    await flush();
    expect(diagnostics.map(({ code }) => code)).toEqual(['file-exporter-failed']);
    expect(diagnostics[0]?.message).toContain('2 runs are lost');
  });

  test('does not pile up listeners, nor open files, however often it fails', async () => {
    const blocked = join(folder, `file-${files}`);
    writeFileSync(blocked, '');
    exporter = new FileExporter(join(blocked, 'below.jsonl'));
    configure({ exporter });
    const before = process.listenerCount('exit');
    for (let batch = 0; batch < 30; batch++) {
      call(batch);
      await flush();
    }
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
  });

  test('is written again once it can be', async () => {
    const blocked = join(folder, `file-${files}`);
    writeFileSync(blocked, '');
    exporter = new FileExporter(join(blocked, 'below.jsonl'));
    configure({ exporter });
    call(1);
    await flush();
    rmSync(blocked);
    call(2);
    await flush();
    expect((await readRunFile(exporter.path)).runs.map(({ outputs }) => outputs)).toEqual([{ output: 2 }]);
  });
});

test('many exporters share one listener of the exit', async () => {
  const before = process.listenerCount('exit');
  const all = Array.from({ length: 20 }, (_, index) => new FileExporter(join(folder, `many-${index}.jsonl`)));
  for (const one of all) one.onEnd(plainRun({ end: 1 }));
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
  await Promise.all(all.map(async (one) => one.shutdown()));
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(before);
});

describe('shutdown', () => {
  test('writes what waits, closes the file and takes nothing any more', async () => {
    const before = process.listenerCount('exit');
    call(1);
    await exporter.shutdown();
    exporter.onEnd(plainRun({ end: 1 }));
    await exporter.flush();
    expect(lines()).toHaveLength(1);
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(before);
  });
});

describe('flush with a time limit', () => {
  test('resolves when it was enough', async () => {
    call(1);
    await expect(exporter.flush({ timeoutMs: 5_000 })).resolves.toBeUndefined();
    expect(lines()).toHaveLength(1);
  });

  test('rejects and says what took too long where it was not; the runs arrive all the same', async () => {
    for (let index = 0; index < 20_000; index++) call(index);
    await expect(exporter.flush({ timeoutMs: 0 })).rejects.toThrow(path);
    await exporter.flush();
    expect(lines()).toHaveLength(20_000);
  });
});

test('a FileExporter without a path is a mistake that is told at once', () => {
  for (const wrong of [undefined, '', 5, {}]) expect(() => new FileExporter(wrong as never)).toThrow(/path/);
});
