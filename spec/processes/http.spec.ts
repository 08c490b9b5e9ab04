import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireCurrentRunTree, traceable, withExtra, type Run } from 'tracenest';
import { expectTree } from 'tracenest/testing';
import { builtPackage } from '../helpers/builtPackage.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { startService, type RunningService, type ServiceOptions, type Visit } from './startService.js';

const { exporter, diagnostics } = freshTracing();
let folder = '';
let services: RunningService[] = [];

beforeAll(builtPackage, 120_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-spec-'));
  services = [];
});
afterEach(async () => {
  await stopAll();
  await rm(folder, { recursive: true, force: true });
});

async function stopAll(): Promise<Run[]> {
  const running = services;
  services = [];
  return (await Promise.all(running.map(async (service) => service.stop()))).flat();
}

/** Services in a row, each of which asks the next. Gives the address of the first. */
async function startChain(names: readonly string[], options: Partial<ServiceOptions> = {}): Promise<string> {
  let next: string | undefined;
  for (const name of names.toReversed()) {
    const file = join(folder, `${name}.jsonl`);
    const service = await startService({ name, file, ...(next === undefined ? {} : { next }), ...options });
    services.push(service);
    next = service.url;
  }
  return next ?? '';
}

/** Sends what the current run's headers say, but for those that are withheld. */
async function send(url: string, withheld: readonly string[]): Promise<Visit[]> {
  const headers = requireCurrentRunTree().toHeaders({ baggage: 'vendor=1;secret, userId=a%2Cb' });
  for (const name of withheld) delete headers[name];
  return (await fetch(url, { headers })).json() as Promise<Visit[]>;
}

class Client {
  @traceable({ tags: ['caller, the first'], metadata: { user: 'ü 1' }, projectName: 'pigeon post' })
  async call(url: string, withheld: readonly string[] = []): Promise<Visit[]> {
    return this.request(url, withheld);
  }

  @traceable
  async callBetweenSteps(url: string, withheld: readonly string[]): Promise<void> {
    this.step('before');
    await send(url, withheld);
    this.step('after');
  }

  @traceable((_self: Client, name: string) => ({ name }))
  protected step(_name: string): void {}

  @traceable({ runType: 'tool' })
  protected async request(url: string, withheld: readonly string[]): Promise<Visit[]> {
    return send(url, withheld);
  }
}

function runNamed(runs: readonly Run[], name: string): Run {
  const run = runs.find((candidate) => candidate.name === name);
  if (run === undefined) throw new Error(`there is no run ${name} among ${runs.map((other) => other.name).join(', ')}`);
  return run;
}

const oneHop = `
  Client.call
    Client.request
      post.handle
        Service.lookUp
        Service.askNext
`;

describe('two processes', () => {
  test('the called service nests below the calling run', async () => {
    const url = await startChain(['post']);
    const [visit] = await new Client().call(url);
    const runs = [...exporter.runs, ...(await stopAll())];
    expectTree(runs, oneHop);

    const caller = runNamed(runs, 'Client.request');
    const handle = runNamed(runs, 'post.handle');
    expect(handle.parentRunId).toBe(caller.id);
    expect(handle.traceId).toBe(runNamed(runs, 'Client.call').id);
    expect(handle.dottedOrder.startsWith(`${caller.dottedOrder}.`)).toBe(true);
    expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(1);
    expect(visit?.headers['langsmith-trace']).toBe(caller.dottedOrder);
    expect(diagnostics).toEqual([]);
  }, 60_000);

  test('tags, metadata and project travel along, and entries of others in the baggage stay', async () => {
    const url = await startChain(['post']);
    const visits = await new Client().call(url);
    expect(visits).toMatchObject([
      {
        tags: ['caller, the first', 'post'],
        metadata: { user: 'ü 1', post: true },
        projectName: 'pigeon post',
      },
    ]);
    expect(visits[0]?.headers['baggage']).toMatch(/^vendor=1;secret, userId=a%2Cb,langsmith-/);
    const runs = await stopAll();
    expect(runs.map(({ projectName }) => projectName)).toEqual(runs.map(() => 'pigeon post'));
  }, 60_000);

  test('without langsmith-trace, the headers of W3C are enough', async () => {
    const url = await startChain(['post']);
    const [visit] = await new Client().call(url, ['langsmith-trace']);
    expect(visit?.headers).not.toHaveProperty('langsmith-trace');
    const runs = [...exporter.runs, ...(await stopAll())];
    expectTree(runs, oneHop);
    const caller = runNamed(runs, 'Client.request');
    expect(runNamed(runs, 'post.handle')).toMatchObject({ parentRunId: caller.id, traceId: caller.traceId });
    expect(visit).toMatchObject({ tags: ['caller, the first', 'post'], projectName: 'pigeon post' });
  }, 60_000);

  test('traceparent alone is enough to find the parent', async () => {
    const url = await startChain(['post']);
    const [visit] = await new Client().call(url, ['langsmith-trace', 'tracestate', 'baggage']);
    expect(visit).toMatchObject({ tags: ['post'], projectName: 'default' });
    const runs = [...exporter.runs, ...(await stopAll())];
    expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(1);
    expectTree(runs, oneHop);
  }, 60_000);

  test.each([
    ['all headers', []],
    ['traceparent alone', ['langsmith-trace', 'tracestate', 'baggage']],
  ])(
    'runs of both sort by their start below one parent, given %s',
    async (_what, withheld) => {
      const url = await startChain(['post']);
      await new Client().callBetweenSteps(url, withheld);
      expectTree(
        [...exporter.runs, ...(await stopAll())],
        `
      Client.callBetweenSteps
        before
        post.handle
          Service.lookUp
          Service.askNext
        after
      `,
      );
    },
    60_000,
  );

  test('without headers the service starts a trace of its own', async () => {
    const url = await startChain(['post']);
    await new Client().call(url, ['langsmith-trace', 'traceparent', 'tracestate', 'baggage']);
    const runs = await stopAll();
    expectTree(
      runs,
      `
      post.handle
        Service.lookUp
        Service.askNext
      `,
    );
    expect(runNamed(runs, 'post.handle')).toMatchObject({ parentRunId: undefined, projectName: 'default' });
  }, 60_000);

  test('many requests at once stay apart', async () => {
    const url = await startChain(['post']);
    const names = Array.from({ length: 20 }, (_, index) => `call ${index}`);
    await Promise.all(names.map(async (name) => withExtra(new Client(), { name }).call(url)));
    const runs = [...exporter.runs, ...(await stopAll())];
    const forest = names.map((name) => oneHop.trimEnd().replace('Client.call', name));
    expectTree(runs, forest.join(''));
  }, 60_000);
});

describe('three hops', () => {
  const chain = ['office', 'tower', 'loft'];
  const threeHops = `
    Client.call
      Client.request
        office.handle
          Service.lookUp
          Service.askNext
            tower.handle
              Service.lookUp
              Service.askNext
                loft.handle
                  Service.lookUp
                  Service.askNext
  `;

  test('every service nests below the run that called it, with what all of them said', async () => {
    const url = await startChain(chain);
    const visits = await new Client().call(url);
    const runs = [...exporter.runs, ...(await stopAll())];
    expectTree(runs, threeHops);
    expect(visits.at(-1)).toMatchObject({
      tags: ['caller, the first', 'office', 'tower', 'loft'],
      metadata: { user: 'ü 1', office: true, tower: true, loft: true },
      projectName: 'pigeon post',
    });
    expect(visits.at(-1)?.headers['baggage']).toMatch(/^vendor=1;secret, userId=a%2Cb,langsmith-/);
    for (const run of runs) {
      const parent = runs.find(({ id }) => id === run.parentRunId);
      expect(run.dottedOrder).toBe(`${parent === undefined ? '' : `${parent.dottedOrder}.`}${lastSegment(run)}`);
    }
  }, 60_000);

  test.each([
    ['W3C headers get', ['langsmith-trace']],
    ['traceparent gets', ['langsmith-trace', 'tracestate', 'baggage']],
  ])(
    'also where only %s through',
    async (_what, withheld) => {
      const url = await startChain(chain, { withheld });
      await new Client().call(url, withheld);
      const runs = [...exporter.runs, ...(await stopAll())];
      expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(1);
      expectTree(runs, threeHops);
    },
    60_000,
  );
});

function lastSegment({ dottedOrder }: Run): string {
  return dottedOrder.split('.').at(-1) ?? '';
}
