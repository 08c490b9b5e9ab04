import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ingestServer, type Fault, type IngestServer } from '../../helpers/ingestServer.js';
import { programStarter, type ProgramEnd } from '../../helpers/startProgram.js';

const programs = programStarter();
jest.setTimeout(90_000);

/** Runs that a program ends, in several turns of the event loop, before it ends itself in the way that it is told. */
const count = 60;

const program = `
  import { configure, trace } from 'tracenest';
  import { LangSmithExporter } from 'tracenest/exporters';
  const [endpoint, how, spool] = process.argv.slice(2);
  configure({
    exporter: new LangSmithExporter({
      endpoint, apiKey: 'key', delayMs: 10, batchRuns: 10, requestTimeoutMs: 300, ...(spool ? { spool } : {}),
    }),
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
  const call = (index: number) => console.log(trace({ name: 'call', inputs: { index } }, (run) => run.id));
  if (how === 'nothing') {
    // What another process left is brought away, and that is all.
    const { flush } = await import('tracenest');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await flush();
  } else for (let index = 0; index < ${count}; index++) {
    call(index);
    if (index % 7 === 0) await turn();
  }
  if (how === 'exit') process.exit(3);
  if (how === 'throw') throw new Error('mine');
  if (how === 'reject') void Promise.reject(new Error('mine'));
  if (how === 'wait') setInterval(() => undefined, 1_000);
  console.log('ready');
`;

const faults: readonly (readonly [string, Fault])[] = [
  ['is slow', { kind: 'slow', ms: 150 }],
  ['hangs', { kind: 'hang' }],
  ['breaks off in a body', { kind: 'reset' }],
  ['breaks off before its answer', { kind: 'resetAfter' }],
  ['breaks off in its answer', { kind: 'cutAnswer' }],
  ['answers garbage', { kind: 'garbage' }],
  ['closes without an answer', { kind: 'halfClosed' }],
  ['answers 429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
  ['answers 429', { kind: 'status', status: 429 }],
  ['answers 500', { kind: 'status', status: 500 }],
];

async function faulty(fault: Fault): Promise<IngestServer> {
  return ingestServer({ fault: ({ number }) => (number <= 2 ? fault : undefined) });
}

function printedIds({ stdout }: Pick<ProgramEnd, 'stdout'>): string[] {
  return stdout.split('\n').filter((line) => line.length === 36);
}

/** Runs sent are runs arrived, each once, and none invented. */
function expectArrived(server: IngestServer, ids: readonly string[]): void {
  expect(server.violations).toEqual([]);
  expect([...server.runs.keys()].sort()).toEqual([...ids].sort());
  const indices = [...server.runs.values()].map((run) => run['inputs'].index as number);
  expect(indices.sort((one, other) => one - other)).toEqual(ids.map((_, index) => index));
}

/** Those with which a program that exits at once is tried too: the others are alike for it. */
const faultsAtExit = ['is slow', 'hangs', 'breaks off before its answer', 'answers 429', 'answers 500'];

type Ending = 'end' | 'exit' | 'throw' | 'SIGTERM' | 'SIGKILL';

interface Ended extends Pick<ProgramEnd, 'code' | 'signal'> {
  readonly server: IngestServer;
  readonly ids: readonly string[];
}

async function endIn(how: Ending, fault: Fault): Promise<Ended> {
  const server = await faulty(fault);
  if (how !== 'SIGTERM' && how !== 'SIGKILL') {
    const end = await (await programs.start(program, [server.url, how])).ended;
    return { ...end, server, ids: printedIds(end) };
  }
  const spool = mkdtempSync(join(programs.folder, 'spool-'));
  const started = await programs.start(program, [server.url, 'wait', ...(how === 'SIGKILL' ? [spool] : [])]);
  await started.printed('ready');
  started.process.kill(how);
  const end = await started.ended;
  if (how === 'SIGKILL') {
    const again = await (await programs.start(program, [server.url, 'nothing', spool])).ended;
    expect(again).toMatchObject({ code: 0, stderr: '' });
  }
  expect(readdirSync(spool)).toEqual([]);
  return { ...end, server, ids: printedIds(end) };
}

describe.each(faults)('to a server that %s at first, everything is delivered by a program that', (name, fault) => {
  const cases: readonly (readonly [string, Ending, number | null, string | null])[] = [
    ['ends by itself', 'end', 0, null],
    ['is told to end by SIGTERM', 'SIGTERM', null, 'SIGTERM'],
    ['is killed, with a spool, and started again', 'SIGKILL', null, 'SIGKILL'],
    ...(faultsAtExit.includes(name)
      ? ([
          ['calls process.exit', 'exit', 3, null],
          ['throws', 'throw', 1, null],
        ] as const)
      : []),
  ];
  const ended = new Map<Ending, Promise<Ended>>();
  // At once: most of the time they wait.
  beforeAll(() => cases.forEach(([, how]) => ended.set(how, endIn(how, fault))));
  afterAll(async () => {
    for (const end of ended.values()) await (await end).server.close();
  });

  test.each(cases)('%s', async (_how, how, code, signal) => {
    const end = await ended.get(how);
    expect({ code: end?.code, signal: end?.signal }).toEqual({ code, signal });
    expect(end?.ids).toHaveLength(count);
    if (end !== undefined) expectArrived(end.server, end.ids);
  });
});

describe('a program', () => {
  test('that a rejection ends, which nobody handles, has delivered', async () => {
    await using server = await ingestServer();
    const end = await (await programs.start(program, [server.url, 'reject'])).ended;
    expect(end.code).toBe(1);
    expectArrived(server, printedIds(end));
  });

  test('is not kept alive by a server that hangs, nor by its /info', async () => {
    await using server = await ingestServer({ fault: () => ({ kind: 'hang' }), infoFault: () => ({ kind: 'hang' }) });
    const source = `
      import { configure, trace } from 'tracenest';
      import { LangSmithExporter } from 'tracenest/exporters';
      configure({ exporter: new LangSmithExporter({ endpoint: process.argv[2], apiKey: 'key', exitTimeoutMs: 500, }) });
      trace({ name: 'call' }, () => 1);
      const start = performance.now();
      process.on('exit', () => console.log(performance.now() - start));
    `;
    const end = await (await programs.start(source, [server.url])).ended;
    expect(end.code).toBe(0);
    // Not until the request times out, after half a minute.
    expect(Number(end.stdout)).toBeLessThan(5_000);
    expect(end.stderr).toContain('lost runs. 1 run:');
  });

  test('that imports and configures, and traces nothing, starts no timer, asks nobody and ends at once', async () => {
    await using server = await ingestServer();
    const source = `
      import { configure } from 'tracenest';
      import { LangSmithExporter } from 'tracenest/exporters';
      configure({ exporter: new LangSmithExporter({ endpoint: process.argv[2], apiKey: 'key' }) });
      console.log(process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP/.test(name)).length);
    `;
    const end = await (await programs.start(source, [server.url])).ended;
    expect(end).toMatchObject({ code: 0, stdout: '0\n', stderr: '' });
    expect(server.infoRequests).toBe(0);
  });

  test('that flushes by hand, and never does, ends all the same, with everything delivered', async () => {
    const server = await ingestServer();
    const source = `
      import { configure, trace } from 'tracenest';
      import { LangSmithExporter } from 'tracenest/exporters';
      const [endpoint] = process.argv.slice(2);
      const waitUntil = () => undefined;
      configure({ exporter: new LangSmithExporter({ endpoint, apiKey: 'key', manualFlush: true, waitUntil }) });
      trace({ name: 'call' }, () => 1);
    `;
    expect(await (await programs.start(source, [server.url])).ended).toMatchObject({ code: 0, stderr: '' });
    expect(server.runs.size).toBe(1);
    await server.close();
  });

  test('can wait for a flush at its top level, whatever the server takes', async () => {
    await using server = await ingestServer({ fault: () => ({ kind: 'slow', ms: 400 }) });
    const source = `
      import { configure, flush, trace } from 'tracenest';
      import { LangSmithExporter } from 'tracenest/exporters';
      configure({ exporter: new LangSmithExporter({ endpoint: process.argv[2], apiKey: 'key' }) });
      trace({ name: 'call' }, () => 1);
      await flush();
      console.log('flushed');
    `;
    const end = await (await programs.start(source, [server.url])).ended;
    expect(end).toMatchObject({ code: 0, stdout: 'flushed\n', stderr: '' });
    expect(server.runs.size).toBe(1);
  });

  test.each([
    ['process.exit(4)', 4, null],
    ['undefined; setTimeout(() => process.exit(5), 50)', 5, null],
  ])('with a handler of its own for SIGTERM (%s) decides itself, and has delivered', async (handler, code, signal) => {
    await using server = await ingestServer();
    const source = `${program}
      process.once('SIGTERM', () => { console.log('mine'); ${handler}; });
      console.log('handling');
    `;
    const started = await programs.start(source, [server.url, 'wait']);
    await started.printed('handling');
    started.process.kill('SIGTERM');
    const end = await started.ended;
    expect({ code: end.code, signal: end.signal }).toEqual({ code, signal });
    expect(end.stdout.match(/mine/g)).toHaveLength(1);
    expectArrived(server, printedIds(end));
  });

  test('with a handler of its own that goes on, goes on', async () => {
    await using server = await ingestServer();
    const source = `${program}
      process.on('SIGTERM', () => setTimeout(() => { console.log('going on'); process.exit(0); }, 700));
      console.log('handling');
    `;
    const started = await programs.start(source, [server.url, 'wait']);
    await started.printed('handling');
    started.process.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, signal: null, stdout: expect.stringContaining('going on') });
  });

  test('that holds signal-exit, as many command line tools do, is ended by SIGTERM all the same', async () => {
    await using server = await ingestServer();
    const source = `${program}
      import { onExit } from 'signal-exit';
      onExit((_code: unknown, signal: unknown) => console.log('told of', signal));
      console.log('handling');
    `;
    const started = await programs.start(source, [server.url, 'wait']);
    await started.printed('handling');
    started.process.kill('SIGTERM');
    const end = await started.ended;
    expect(end.signal).toBe('SIGTERM');
    expect(end.stdout).toContain('told of SIGTERM');
    expectArrived(server, printedIds(end));
  });

  test('is ended at once by a second signal', async () => {
    await using server = await ingestServer({ fault: () => ({ kind: 'hang' }) });
    const started = await programs.start(program, [server.url, 'wait']);
    await started.printed('ready');
    started.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = performance.now();
    started.process.kill('SIGINT');
    expect((await started.ended).signal).toBe('SIGINT');
    expect(performance.now() - second).toBeLessThan(3_000);
  });
});
