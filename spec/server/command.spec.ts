import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readRunFile } from 'tracenest/exporters';
import { commandProcess } from './commandProcess.js';
import { sampleRun } from './sampleRuns.js';
import { getJson, postJson, serverStarter } from './startedServer.js';

const command = commandProcess();
const start = serverStarter();
const now = 1_795_000_000_000;

describe('a store with traces', () => {
  const root = sampleRun({
    name: 'Assistant.answer',
    start: now,
    took: 800,
    project: 'docs',
    inputs: { question: 'How do I retry?' },
  });
  const search = sampleRun({
    name: 'search',
    type: 'retriever',
    parent: root,
    start: now + 5,
    took: 90,
    error: 'NoMatchError: no page has retry\n    at search',
  });
  const later = sampleRun({ name: 'later', start: now + 5000, took: 3 });

  beforeAll(async () => {
    const { url, ...server } = await start({ dataFolder: join(command.folder, 'data') });
    await postJson(`${url}/runs/batch`, { post: [root, search, later] });
    await server.store.version();
  });

  test('ls lists them, the newest last, and filters', async () => {
    const { stdout, code } = await command.run(['ls']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^✓ {2}2026-11-18 \d\d:\d\d:\d\d {2}[0-9a-f]{8} {2}docs +800 ms +2 runs +Assistant\.answer +How do I retry\?$/,
    );
    expect(
      (await command.run(['ls', '--errors', '--json'])).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).name),
    ).toEqual(['Assistant.answer']);
    expect(await command.run(['ls', '--project', 'none'])).toMatchObject({ stdout: '', stderr: 'No traces match.\n' });
  });

  test('show prints the tree of one, by any part of its id that tells, and of the latest without', async () => {
    const { stdout } = await command.run(['show', root.id.slice(-8)]);
    expect(stdout).toContain('✓ Assistant.answer  chain');
    expect(stdout).toContain('└─ ✗ search');
    expect(stdout).toContain('NoMatchError: no page has retry');
    expect((await command.run(['show'])).stdout).toContain('✓ later');
    expect(await command.run(['show', 'ffff'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no trace "ffff"'),
    });
  });

  test('export writes a file that readRunFile reads, and import brings the same traces elsewhere', async () => {
    const file = join(command.folder, 'out.jsonl');
    expect(await command.run(['export', '-o', file])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('3 runs exported'),
    });
    const { runs, damagedLines } = await readRunFile(file);
    expect([runs.length, damagedLines]).toEqual([3, []]);
    const elsewhere = ['--data', join(command.folder, 'elsewhere')];
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"torn\n`);
    const imported = await command.run(['import', file, ...elsewhere]);
    expect(imported).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/line 4: .*\n3 runs imported, 1 line left out/s),
    });
    const shown = ['show', root.id];
    expect((await command.run([...shown, ...elsewhere])).stdout).toBe((await command.run(shown)).stdout);
    const lines = async (args: string[]): Promise<string> => (await command.run(['export', '-o', '-', ...args])).stdout;
    expect(await lines(elsewhere)).toBe(await lines([]));
    expect((await lines([later.id])).trim().split('\n')).toHaveLength(1);
  });

  test('a file that cannot be read or written says so', async () => {
    expect(await command.run(['import', 'nothing.jsonl'])).toMatchObject({
      code: 1,
      stderr: 'There is no nothing.jsonl.\n',
    });
    for (const [args, told] of [
      [
        ['export', '-o', '/nowhere/out.jsonl'],
        'The folder of /nowhere/out.jsonl does not exist: nothing was written.\n',
      ],
      [['export', '-o', command.folder], `${command.folder} is a folder: name a file in it.\n`],
      [['export', '--project', 'none', '-o', 'none.jsonl'], 'There is no such trace: nothing was written.\n'],
      [['import', command.folder], `${command.folder} is a folder: name a file that was exported.\n`],
    ] as const) {
      expect([args, await command.run(args)]).toEqual([args, expect.objectContaining({ code: 2, stderr: told })]);
    }
    expect(existsSync(join(command.folder, 'none.jsonl'))).toBe(false);
    writeFileSync(join(command.folder, 'other.txt'), 'no runs\n');
    expect(await command.run(['import', join(command.folder, 'other.txt')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no runs'),
    });
  });
});

describe('run', () => {
  const program = `
    const { LANGSMITH_ENDPOINT: url, LANGSMITH_TRACING: tracing, LANGSMITH_PROJECT: project } = process.env;
    const id = '01950000-0000-7000-8000-' + String(Date.now()).slice(-12).padStart(12, '0');
    const start_time = new Date().toISOString();
    const run = { id, trace_id: id, name: tracing + ' ' + process.argv[2], run_type: 'chain', start_time, end_time: start_time, session_name: project };
    const { status } = await fetch(url + '/runs', { method: 'POST', body: JSON.stringify(run) });
    process.exit(status === 202 ? 7 : 1);
  `;

  function written(): string {
    const file = join(command.folder, 'program.mjs');
    writeFileSync(file, program);
    return file;
  }

  test('starts a server, has the program trace into it, prints the link, and ends as the program did', async () => {
    const data = join(command.folder, 'ran');
    const { code, stderr } = await command.run([
      'run',
      '--port',
      '0',
      '--data',
      data,
      '--project',
      'p',
      '--',
      process.execPath,
      written(),
      '--json',
    ]);
    expect(code).toBe(7);
    expect(stderr).toMatch(/http:\/\/127\.0\.0\.1:\d+\/traces\/01950000-/);
    expect((await command.run(['ls', '--data', data])).stdout).toMatch(/p +.* true --json/);
  });

  test('uses the server that runs already', async () => {
    const { url } = await start();
    const { code } = await command.run([
      'run',
      '--port',
      new URL(url).port,
      '--',
      process.execPath,
      written(),
      'there',
    ]);
    expect(code).toBe(7);
    expect((await getJson(`${url}/api/traces`)).traces).toMatchObject([{ name: 'true there' }]);
  });

  test('a program that is none is told', async () => {
    expect(await command.run(['run', '--port', '0', '--', 'no-such-program'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no program "no-such-program"'),
    });
  });
});

describe('what users get wrong', () => {
  test.each([
    [['lss'], 'There is no command "lss"'],
    [['serve', '--host', '0.0.0.0'], 'needs an API key'],
    [['serve', '--max-size', 'ten'], '"ten" is no size'],
    [['serve', '--max-age', '-1'], '"-1" is no number of days'],
    [['serve', '--port', '70000'], '"70000" is no port'],
    [['ls', '--data', 'nowhere'], 'There are no traces yet'],
    [['serve', '--colour'], "unknown option '--colour'"],
  ])('%s', async (args, message) => {
    const { code, stderr } = await command.run(args);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('a port that is taken', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const taken = await command.run(['serve', '--port', port, '--data', join(command.folder, 'second')]);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining(`Port ${port} is taken`) });
  });

  test('a file that is no database, and one of a newer tracenest', async () => {
    const { mkdirSync } = await import('node:fs');
    for (const name of ['corrupt', 'newer']) mkdirSync(join(command.folder, name), { recursive: true });
    writeFileSync(
      join(command.folder, 'corrupt', 'traces.db'),
      'this is no database, and long enough to be seen as none'.repeat(200),
    );
    const corrupt = await command.run(['serve', '--port', '0', '--data', join(command.folder, 'corrupt')]);
    expect(corrupt).toMatchObject({ code: 1, stderr: expect.stringContaining('is damaged, or not a tracenest file') });
    const { default: Libsql } = await import('libsql');
    const database = new Libsql(join(command.folder, 'newer', 'traces.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    const newer = await command.run(['serve', '--port', '0', '--data', join(command.folder, 'newer')]);
    expect(newer).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was written by a newer tracenest (schema 99'),
    });
    expect(await command.run(['doctor', '--port', '1', '--data', join(command.folder, 'newer')])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗'),
    });
  });
});

// Windows has no limits of this kind.
(process.platform === 'win32' ? test.skip : test)(
  'a disk that takes no more is told to clients, which may try again; what was acknowledged stays, and is read',
  async () => {
    const data = join(command.folder, 'full');
    const { url, process: server, ended } = await command.serve(data, [], 4000);
    const acknowledged: string[] = [];
    let refusal: { status: number; body: any } | undefined;
    for (let index = 0; index < 100 && refusal === undefined; index++) {
      const run = sampleRun({ name: 'large', start: now + index, took: 1, inputs: { text: 'x'.repeat(100_000) } });
      const answer = await postJson(`${url}/runs/batch`, { post: [run] });
      if (answer.status === 202) acknowledged.push(run.id);
      else refusal = answer;
    }
    expect(refusal).toMatchObject({ status: 503, body: { error: { code: 'disk-full' } } });
    expect(refusal?.body.error.message).toMatch(/^Nothing was stored\. The disk/);
    const { traces } = await getJson(`${url}/api/traces?limit=200`);
    expect(traces.map(({ traceId }: { traceId: string }) => traceId).sort()).toEqual([...acknowledged].sort());
    server.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  },
);

test('doctor finds all well where it is', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { code, stdout } = await command.run([
    'doctor',
    '--port',
    String(port),
    '--data',
    join(command.folder, 'healthy'),
  ]);
  expect(stdout).toMatch(/✓ SQLite: (libsql|node:sqlite)\n✓ .* is writable, .* free/);
  expect(code).toBe(0);
});
