import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';
import { programStarter, type ProgramEnd } from '../../helpers/startProgram.js';

const programs = programStarter();
let server: IngestServer;
afterEach(async () => server.close());

/** Traces 40 runs of about a kilobyte, prints their ids and what it was told, and then does as it is told. */
const program = `
  import { configure, trace, flush } from 'tracenest';
  import { LangSmithExporter } from 'tracenest/exporters';
  const [endpoint, spool, how] = process.argv.slice(2);
  // Nobody is kept from a folder who is root.
  if (how === 'nobody' && process.getuid?.() === 0) process.setuid?.(65534);
  configure({
    onDiagnostic: ({ code, message }) => console.log(code, message),
    exporter: new LangSmithExporter({ endpoint, apiKey: 'key', batchRuns: 20, spool, manualFlush: true }),
  });
  const inputs = { text: 'x'.repeat(1_000) };
  if (how !== 'next') for (let index = 0; index < 40; index++) console.log(trace({ name: 'call', inputs }, (run) => run.id));
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  await flush();
`;

function idsOf({ stdout }: ProgramEnd): string[] {
  return stdout.split('\n').filter((line) => /^[\da-f-]{36}$/.test(line));
}

function codesOf({ stdout }: ProgramEnd): string[] {
  return [...stdout.matchAll(/^([a-z]+-[a-z-]+) /gm)].map(([, code = '']) => code);
}

/** Files end after some kilobytes: the system takes the beginning of a write and refuses the rest, as a disk that is full. */
const soonFull = 'ulimit -f 8';

describe('a program whose disk', () => {
  test('takes no more in the middle of a run delivers everything from memory, and tells it once', async () => {
    server = await ingestServer();
    const spool = mkdtempSync(join(programs.folder, 'spool-'));
    const end = await (await programs.start(program, [server.url, spool, 'flush'], {}, soonFull)).ended;
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(idsOf(end)).toHaveLength(40);
    expect([...server.runs.keys()].sort()).toEqual(idsOf(end).sort());
    expect(codesOf(end)).toEqual(['spool-failed']);
    expect(end.stdout).toContain('EFBIG');
    expect(readdirSync(spool)).toEqual([]);
  });

  test('takes no more, and that is killed then, has left whole runs and a torn one; the whole ones are delivered', async () => {
    server = await ingestServer();
    const spool = mkdtempSync(join(programs.folder, 'spool-'));
    const end = await (await programs.start(program, [server.url, spool, 'kill'], {}, soonFull)).ended;
    expect(end.signal).toBe('SIGKILL');
    const next = await (await programs.start(program, [server.url, spool, 'next'])).ended;
    const arrived = [...server.runs.keys()];
    expect(arrived.length).toBeGreaterThan(1);
    expect(arrived.sort()).toEqual(idsOf(end).slice(0, arrived.length).sort());
    expect(codesOf(next)).toEqual(['spool-damaged']);
    expect(readdirSync(spool)).toEqual([]);
  });

  test('may be read, and not written, delivers everything from memory', async () => {
    server = await ingestServer();
    const spool = mkdtempSync(join(programs.folder, 'spool-'));
    mkdirSync(join(spool, 'left'));
    writeFileSync(join(spool, 'left', 'owner'), '{"pid":1,"host":"here","hasLeft":true}');
    chmodSync(spool, 0o555);
    const end = await (await programs.start(program, [server.url, spool, 'nobody'])).ended;
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect([...server.runs.keys()].sort()).toEqual(idsOf(end).sort());
    expect(codesOf(end)).toEqual(['spool-failed']);
    expect(end.stdout).toMatch(/EACCES|EPERM/);
    chmodSync(spool, 0o755);
  });
});
