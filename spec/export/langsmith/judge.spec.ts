import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'langsmith';
import { RunTree as OfficialRunTree } from 'langsmith/run_trees';
import { configure, flush, trace, traceable } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
// Not exported by the package; what LangSmith's client computes is what is compared with.
import { nonCryptographicUuid7Deterministic } from '../../../node_modules/langsmith/dist/utils/_uuid.js';
import { isSampledById } from '../../../node_modules/langsmith/dist/utils/sampling.js';
import { XXH3_128 } from '../../../node_modules/langsmith/dist/utils/xxhash/xxhash.js';
import { maxProjectBytes, renamingProject, replicaId } from '../../../lib/export/langsmith/replica.js';
import { isInSample, TraceSample } from '../../../lib/export/sampling/traceSample.js';
import { maxBytes, xxh3 } from '../../../lib/export/sampling/xxh3.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer } from '../../helpers/ingestServer.js';

const { diagnostics } = freshTracing();

describe('as the official client has it', () => {
  test('is the hash, of every length that it takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 17, maxLength: maxBytes }), (bytes) => {
        expect(xxh3(Buffer.from(bytes))).toBe(XXH3_128(bytes));
      }),
      { numRuns: 400 },
    );
    expect(() => xxh3(Buffer.alloc(16))).toThrow(RangeError);
    expect(() => xxh3(Buffer.alloc(241))).toThrow(RangeError);
  });

  test('is the sample, trace by trace, whatever the rate and the case of the id', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), (id, rate) => {
        expect(isInSample(id, rate)).toBe(isSampledById(id, rate));
        expect(isInSample(id.toUpperCase(), rate)).toBe(isSampledById(id, rate));
        const sample = new TraceSample(rate);
        expect([sample.has(id), sample.has(id)]).toEqual([isSampledById(id, rate), isSampledById(id, rate)]);
      }),
      { numRuns: 400 },
    );
  });

  test('are the ids of a run in another project, of any version', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uuid(), fc.uuid({ version: 7 })),
        fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => Buffer.byteLength(name) <= maxProjectBytes),
        (id, project) => expect(replicaId(id, project)).toBe(nonCryptographicUuid7Deterministic(id, project)),
      ),
      { numRuns: 400 },
    );
  });
});

/** Both trace the same, to a server each; gives what arrived there. */
async function both(
  inputs: Record<string, unknown>,
  answer: (inputs: unknown) => unknown,
): Promise<readonly [Record<string, any>, Record<string, any>]> {
  await using ours = await ingestServer();
  await using theirs = await ingestServer();
  configure({ exporter: new LangSmithExporter({ endpoint: ours.url, apiKey: 'key' }), projectName: 'judged' });
  try {
    trace({ name: 'call', runType: 'tool', inputs, tags: ['a'], metadata: { team: 'docs' } }, () => answer(inputs));
  } catch {
    // Recorded by both.
  }
  await flush();
  const client = new Client({ apiUrl: theirs.url, apiKey: 'key' });
  const run = new OfficialRunTree({
    name: 'call',
    run_type: 'tool',
    inputs,
    tags: ['a'],
    client,
    project_name: 'judged',
  });
  run.metadata = { team: 'docs' };
  await run.postRun();
  try {
    await run.end(answer(inputs) as Record<string, unknown>);
  } catch (error) {
    await run.end(undefined, String(error));
  }
  await run.patchRun();
  await client.awaitPendingTraceBatches();
  expect(ours.violations).toEqual([]);
  expect(theirs.violations).toEqual([]);
  return [[...ours.runs.values()][0] ?? {}, [...theirs.runs.values()][0] ?? {}];
}

describe('on the wire, in the same format as the official client,', () => {
  test('is a run that succeeded', async () => {
    const [ours, theirs] = await both({ question: 'Why?', list: [1, { two: 2 }] }, () => ({ answer: 'because' }));
    for (const name of ['name', 'run_type', 'inputs', 'outputs', 'tags', 'session_name']) {
      expect([name, ours[name]]).toEqual([name, theirs[name]]);
    }
    expect(theirs['extra'].metadata).toMatchObject(ours['extra'].metadata);
    for (const run of [ours, theirs]) {
      expect(run['trace_id']).toBe(run['id']);
      expect(run['dotted_order']).toMatch(new RegExp(`^\\d{8}T\\d{12}Z${run['id']}$`));
      expect(run['start_time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    }
  });

  test('is a run that failed', async () => {
    const [ours, theirs] = await both({}, () => {
      throw new TypeError('no answer');
    });
    expect(theirs['error']).toContain('TypeError: no answer');
    expect(ours['error']).toContain('TypeError: no answer');
  });
});

test('a run that the official client ends, whose start we sent, and the other way round, is one run on the server', async () => {
  await using server = await ingestServer();
  const client = new Client({ apiUrl: server.url, apiKey: 'key' });
  configure({ exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key' }) });
  let headers: Record<string, string> = {};
  await traceable(
    async () => {
      headers = Object.fromEntries(Object.entries((await import('tracenest')).requireCurrentRunTree().toHeaders({})));
    },
    { name: 'ours' },
  )();
  const child = OfficialRunTree.fromHeaders(headers, { name: 'theirs', client })?.createChild({
    name: 'theirs',
    run_type: 'tool',
  });
  await child?.postRun();
  await child?.end({});
  await child?.patchRun();
  await client.awaitPendingTraceBatches();
  await flush();
  const runs = [...server.runs.values()];
  const [ours, theirs] = [runs.find(({ name }) => name === 'ours'), runs.find(({ name }) => name === 'theirs')];
  expect(theirs).toMatchObject({ trace_id: ours?.['id'] });
  expect(theirs?.['dotted_order'].startsWith(`${ours?.['dotted_order']}.`)).toBe(true);
});

describe('several endpoints', () => {
  test('get every run each; one that hangs holds up no other', async () => {
    await using good = await ingestServer();
    await using bad = await ingestServer({ fault: () => ({ kind: 'hang' }) });
    const exporter = new LangSmithExporter({
      endpoints: [
        { endpoint: bad.url, apiKey: 'a' },
        { endpoint: good.url, apiKey: 'b', workspaceId: 'w' },
      ],
      batchRuns: 10,
    });
    configure({ exporter });
    for (let count = 0; count < 30; count++) trace({ name: 'call' }, () => 1);
    await expect(flush({ timeoutMs: 1_000 })).rejects.toThrow(/30 runs have not arrived/);
    expect(good.runs.size).toBe(30);
    expect(good.requests[0]?.headers).toMatchObject({ 'x-api-key': 'b', 'x-tenant-id': 'w' });
    await exporter.shutdown({ timeoutMs: 1 }).catch(() => undefined);
  });

  test.each([undefined, 'main', 'copy'])(
    'give runs of main the ids of the official client, for the project %s',
    (projectName) => {
      for (const primary of [undefined, true, false]) {
        const run = new OfficialRunTree({ name: 'call', project_name: 'main' });
        const theirs = (run as any)._remapForProject({ projectName: projectName ?? 'main', primary });
        const project = renamingProject({ projectName, primary }, 'main');
        expect(project === undefined ? run.id : replicaId(run.id, project)).toBe(theirs.id);
      }
    },
  );

  test('in another project get the ids that the official client gives there, and the same tree', async () => {
    await using server = await ingestServer();
    const { url: endpoint } = server;
    const exporter = new LangSmithExporter({
      endpoints: [{ endpoint }, { endpoint, projectName: 'copy' }, { endpoint, projectName: 'main', primary: true }],
    });
    configure({ exporter, projectName: 'main' });
    trace({ name: 'outer' }, () => trace({ name: 'inner' }, () => 1));
    await flush();
    const runs = [...server.runs.values()];
    expect(runs).toHaveLength(4);
    for (const copy of runs.filter(({ session_name }) => session_name === 'copy')) {
      const original = runs.find(({ name, session_name }) => session_name === 'main' && name === copy['name']) ?? {};
      const mapped = (id: unknown) =>
        id == null ? undefined : nonCryptographicUuid7Deterministic(id as string, 'copy');
      expect(copy['id']).toBe(mapped(original['id']));
      expect(copy['trace_id']).toBe(mapped(original['trace_id']));
      expect(copy['parent_run_id']).toBe(mapped(original['parent_run_id']));
      const order = (original['dotted_order'] as string)
        .split('.')
        .map((part) => part.slice(0, -36) + mapped(part.slice(-36)));
      expect(copy['dotted_order']).toBe(order.join('.'));
    }
  });
});

test('a sampled exporter sends the traces that the official client would, whole, and says at which rate', async () => {
  await using server = await ingestServer();
  configure({ exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key', samplingRate: 0.3 }) });
  const ids = Array.from({ length: 200 }, () => randomUUID());
  for (const id of ids) {
    const order = `20261120T073553892001Z${id}`;
    trace({ name: 'child', parent: order }, () => trace({ name: 'grandchild' }, () => 1));
  }
  await flush();
  const traces = new Map<string, number>();
  for (const { trace_id } of server.runs.values()) traces.set(trace_id, (traces.get(trace_id) ?? 0) + 1);
  expect([...traces.keys()].sort()).toEqual(ids.filter((id) => isSampledById(id, 0.3)).sort());
  expect([...traces.values()].every((count) => count === 2)).toBe(true);
  expect([...server.runs.values()][0]?.['extra'].metadata).toEqual({ ls_tracing_sample_rate: 0.3 });
  expect(diagnostics).toEqual([]);
});
