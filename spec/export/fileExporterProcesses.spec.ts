import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { readRunFile } from 'tracenest/exporters';
import { programStarter } from '../helpers/startProgram.js';

const programs = programStarter();
jest.setTimeout(60_000);
let files = 0;

function newPath(): string {
  return join(programs.folder, `${(files += 1)}`, 'runs.jsonl');
}

/** A program that traces into the file that is its first argument. */
function tracing(body: string): string {
  return `
    import { configure, flush, shutdown, traceable } from 'tracenest';
    import { FileExporter } from 'tracenest/exporters';
    const exporter = new FileExporter(process.argv[2]!);
    configure({ exporter });
    const call = traceable((value: unknown) => value, { name: 'call' });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    ${body}
  `;
}

describe('a program that ends', () => {
  test.each([
    ['by itself, without a flush', 'for (let i = 0; i < 100; i++) call(i);', 0],
    ['by itself, after its last await', 'for (let i = 0; i < 100; i++) { call(i); await turn(); }', 0],
    ['with process.exit', 'for (let i = 0; i < 100; i++) call(i); process.exit(3);', 3],
    [
      'with process.exit, while batches are being written',
      'for (let i = 0; i < 100; i++) { call(i); await turn(); } process.exit(0);',
      0,
    ],
    [
      'with process.exit, a while after the last write',
      'for (let i = 0; i < 50; i++) call(i); await flush(); for (let i = 50; i < 100; i++) call(i); process.exit(0);',
      0,
    ],
    ['by an error that nobody catches', 'for (let i = 0; i < 100; i++) call(i); throw new Error("mine");', 1],
    [
      'with calls in its handler of the exit, whichever comes first',
      `process.on("exit", () => { for (let i = 0; i < 40; i++) call(i); });
       await turn();
       process.on("exit", () => { for (let i = 40; i < 100; i++) call(i); }); process.exit(0);`,
      0,
    ],
    [
      'by a rejection that nobody handles',
      'for (let i = 0; i < 100; i++) call(i); void Promise.reject(new Error("mine"));',
      1,
    ],
  ])('%s has every run in the file', async (_what, body, exitCode) => {
    const path = newPath();
    const end = await (await programs.start(tracing(body), [path])).ended;
    expect({ code: end.code, signal: end.signal }).toEqual({ code: exitCode, signal: null });
    const { runs, damagedLines } = await readRunFile(path);
    expect(damagedLines).toEqual([]);
    expect(runs.map(({ outputs }) => outputs?.['output'])).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test.each([0, 1, 3, 6, 10])(
    'with process.exit %d ms after megabytes began to be written has every run',
    async (wait) => {
      const path = newPath();
      const body = `
      const fill = traceable((value: number, _text: string) => value, { name: 'fill' });
      for (let i = 0; i < 100; i++) fill(i, 'x'.repeat(100_000));
      setTimeout(() => process.exit(0), ${wait});
    `;
      await (
        await programs.start(tracing(body), [path])
      ).ended;
      const { runs, damagedLines } = await readRunFile(path);
      expect(damagedLines).toEqual([]);
      expect(runs.map(({ outputs }) => outputs?.['output'])).toEqual(Array.from({ length: 100 }, (_, index) => index));
    },
  );

  test('is not kept alive by an exporter that has nothing to do', async () => {
    const program = await programs.start(tracing('call(1); await flush(); console.log("done");'), [newPath()]);
    expect(await program.ended).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' });
  });

  test('with process.exit after a torn line starts on a fresh one', async () => {
    const path = join(programs.folder, `torn-${(files += 1)}.jsonl`);
    appendFileSync(path, '{"id":"torn');
    await (
      await programs.start(tracing('call(1); process.exit(0);'), [path])
    ).ended;
    const { runs, damagedLines } = await readRunFile(path);
    expect(runs.map(({ outputs }) => outputs)).toEqual([{ output: 1 }]);
    expect(damagedLines).toEqual([1]);
  });

  test('with a file that cannot be written keeps its exit code, and prints one warning', async () => {
    const blocked = join(programs.folder, `blocked-${(files += 1)}`);
    appendFileSync(blocked, '');
    for (const body of ['call(1);', 'call(1); process.exit(0);']) {
      const end = await (await programs.start(tracing(body), [join(blocked, 'below.jsonl')])).ended;
      expect(end.code).toBe(0);
      expect(end.stderr.match(/FileExporter cannot write/g)).toHaveLength(1);
      expect(end.stderr).not.toContain('Uncaught');
    }
  });
});

describe('a program that is killed', () => {
  test('leaves a file that can be read and appended to', async () => {
    const path = newPath();
    const body = `
      console.log('ready');
      for (let i = 0, until = Date.now() + 30_000; Date.now() < until; i++) { call({ i, text: 'x'.repeat(2_000) }); if (i % 50 === 0) await turn(); }
    `;
    const program = await programs.start(tracing(body), [path]);
    await program.printed('ready');
    while (!existsSync(path) || readFileSync(path).length < 1_000_000)
      await new Promise((resolve) => setTimeout(resolve, 5));
    program.process.kill('SIGKILL');
    expect((await program.ended).signal).toBe('SIGKILL');

    const { runs, damagedLines } = await readRunFile(path);
    expect(runs.length).toBeGreaterThan(100);
    expect(damagedLines.length).toBeLessThanOrEqual(1);
    expect(runs.map(({ outputs }) => outputs?.['i'])).toEqual(runs.map((_, index) => index));

    await (
      await programs.start(tracing('call({ i: "after" });'), [path])
    ).ended;
    const again = await readRunFile(path);
    expect(again.runs.at(-1)?.outputs).toEqual({ i: 'after' });
    expect(again.runs).toHaveLength(runs.length + 1);
  });
});

describe('a file', () => {
  test('can be read while another process writes it: whole runs, and at most the last line missing', async () => {
    const path = newPath();
    const body = `
      console.log('ready');
      for (let i = 0; i < 4_000; i++) { call({ i, text: 'x'.repeat(2_000) }); if (i % 100 === 0) await turn(); }
      await shutdown();
    `;
    const program = await programs.start(tracing(body), [path]);
    await program.printed('ready');
    const ended = program.ended.then(() => true);
    let reads = 0;
    while (!(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve(false), 5))]))) {
      if (!existsSync(path)) continue;
      const { runs, damagedLines } = await readRunFile(path);
      expect(damagedLines.length).toBeLessThanOrEqual(1);
      expect(damagedLines[0] ?? runs.length + 1).toBe(runs.length + 1);
      expect(runs.map(({ outputs }) => outputs?.['i'])).toEqual(runs.map((_, index) => index));
      reads += 1;
    }
    expect(reads).toBeGreaterThan(0);
    expect((await readRunFile(path)).runs).toHaveLength(4_000);
  });

  test('can be written by two processes at once, batches of megabytes included, without a damaged line', async () => {
    const path = newPath();
    const body = `for (let i = 0; i < 1_500; i++) call({ i, text: process.argv[3]!.repeat(2_000) }); await shutdown();`;
    const started = await Promise.all(['a', 'b'].map((letter) => programs.start(tracing(body), [path, letter])));
    await Promise.all(started.map(({ ended }) => ended));
    const { runs, damagedLines } = await readRunFile(path);
    expect(damagedLines).toEqual([]);
    expect(runs).toHaveLength(3_000);
  });
});
