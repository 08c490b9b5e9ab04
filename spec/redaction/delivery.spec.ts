import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAnonymizer } from 'langsmith/anonymizer';
import { configure, flush, MemoryExporter, RunTree, shutdown, startRun, trace } from 'tracenest';
import { BatchExporter, FileExporter, LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { freshTracing } from '../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../helpers/ingestServer.js';

/** What is wrong with redaction in LangSmith's own client, and with it in ours is not: each found by running theirs. */

const { exporter, diagnostics } = freshTracing();
let server: IngestServer;
beforeEach(async () => (server = await ingestServer()));
afterEach(async () => server.close());

function toServer(options: LangSmithExporterOptions = {}): LangSmithExporter {
  return new LangSmithExporter({ endpoint: server.url, apiKey: 'lsv2_key_of_the_spec', signals: false, ...options });
}

const bodies = (): string => server.requests.map(({ body }) => body.toString('latin1')).join('\n');

describe('a redactor is asked once for each part of a run', () => {
  const calls: unknown[] = [];
  const once = (values: Record<string, unknown>): Record<string, unknown> => {
    calls.push(values);
    return { n: Number(values['n']) + 1 };
  };
  beforeEach(() => void (calls.length = 0));

  function run(): void {
    const call = startRun({ name: 'call', inputs: { n: 1 }, metadata: { n: 1, deep: { list: [1] } } });
    call.setOutputs({ n: 1 });
    call.end();
  }
  const all = { hideInputs: once, hideOutputs: once, hideMetadata: once };

  test('also where its start is sent first', async () => {
    configure({ exporter: toServer({ ...all, sendStarts: true, delayMs: 0 }) });
    run();
    await flush();
    expect([...server.runs.values()]).toMatchObject([
      { inputs: { n: 2 }, outputs: { n: 2 }, extra: { metadata: { n: 2 } } },
    ]);
    expect(calls).toHaveLength(3);
  });

  test('also where it goes to several endpoints', async () => {
    const { url: endpoint } = server;
    const endpoints = [{ endpoint }, { endpoint, projectName: 'other' }];
    configure({ exporter: new LangSmithExporter({ ...all, endpoints, signals: false }) });
    run();
    await flush();
    expect([...server.runs.values()].map(({ inputs }) => inputs)).toEqual([{ n: 2 }, { n: 2 }]);
    expect(calls).toHaveLength(3);
  });

  test('also where several exporters of the process are shown it', async () => {
    configure({ exporter: [exporter, new MemoryExporter(), toServer({ sendStarts: true })], ...all });
    run();
    await flush();
    expect(exporter.runs[0]).toMatchObject({ inputs: { n: 2 }, outputs: { n: 2 }, metadata: { n: 2 } });
    expect([...server.runs.values()]).toMatchObject([{ inputs: { n: 2 }, outputs: { n: 2 } }]);
    expect(calls).toHaveLength(3);
    for (let read = 0; read < 3; read++)
      void exporter.runs.map(({ inputs, metadata, outputs }) => [inputs, metadata, outputs]);
    expect(calls).toHaveLength(3);
  });

  test('but again for what has changed while it went on', () => {
    configure({ exporter, hideMetadata: once, anonymizer: [{ pattern: 'Ann' }] });
    const call = startRun({ name: 'call', metadata: { n: 1 }, tags: ['Ann'] });
    const [shown] = exporter.running;
    expect(shown).toMatchObject({ metadata: { n: 2 }, tags: ['[Redacted]'], events: [] });
    call.addMetadata({ n: 5 });
    (call.metadata as Record<string, unknown>)['deep'] = { a: 1 };
    call.addTags('Ann Lee');
    call.addEvent('Ann came');
    expect(shown).toMatchObject({ metadata: { n: 6 }, tags: ['[Redacted]', '[Redacted] Lee'] });
    expect(shown?.events).toMatchObject([{ name: '[Redacted] came' }]);
    call.end();
    expect(exporter.runs).toEqual([shown]);
    expect(exporter.runs[0]?.events).toHaveLength(1);
    expect(calls).toHaveLength(2);
  });

  test('and what an exporter is given, it may write to: nobody else sees that', () => {
    configure({ exporter, scrubSecrets: true });
    trace({ name: 'call', inputs: { n: 1 }, tags: ['a'] }, () => 1);
    const [run] = exporter.runs;
    (run?.inputs as Record<string, unknown>)['n'] = 2;
    (run?.tags as string[]).push('b');
    expect(run).toMatchObject({ inputs: { n: 1 }, tags: ['a'] });
  });

  test('and what an exporter adds comes on top of what the process says', async () => {
    configure({ exporter: [exporter, toServer({ anonymizer: [{ pattern: 'B' }] })], anonymizer: [{ pattern: 'A' }] });
    trace({ name: 'A B', inputs: { text: 'A B' } }, () => 1);
    await flush();
    expect(exporter.runs[0]).toMatchObject({ name: '[Redacted] B', inputs: { text: '[Redacted] B' } });
    expect([...server.runs.values()]).toMatchObject([{ name: '[Redacted] [Redacted]' }]);
  });
});

test('variables of the environment, and keys in them, are not copied into runs', async () => {
  const before = { ...process.env };
  try {
    process.env['LANGSMITH_RUNS_ENDPOINTS'] = JSON.stringify([{ api_url: server.url, api_key: 'opaque-key-1' }]);
    process.env['LANGSMITH_ANYTHING'] = 'opaque-value-2';
    configure({ exporter: new LangSmithExporter({ signals: false }) });
    trace({ name: 'call' }, () => 1);
    await flush();
    expect(server.runs.size).toBe(1);
    expect(bodies()).not.toMatch(/opaque/);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('an anonymizer works also where something is expressly not hidden', async () => {
  configure({ exporter: toServer({ hideInputs: false, anonymizer: [{ pattern: 'Ann' }] }) });
  trace({ name: 'call', inputs: { name: 'Ann' } }, () => 1);
  await flush();
  expect([...server.runs.values()]).toMatchObject([{ inputs: { name: '[Redacted]' } }]);
});

test('nothing is too deep, and nothing is set on a prototype', async () => {
  configure({ exporter: toServer({ anonymizer: [{ pattern: 'Ann' }] }) });
  let deep: unknown = 'Ann';
  for (let level = 0; level < 60; level++) deep = level % 2 === 0 ? { deep } : [deep];
  const inputs = {
    deep,
    ...JSON.parse('{"own": {"__proto__": {"isAdmin": "Ann"}, "constructor": {"prototype": "Ann"}}}'),
  };
  trace({ name: 'call', inputs }, () => 1);
  await flush();
  expect(server.runs.size).toBe(1);
  expect(bodies()).not.toContain('Ann');
  expect(bodies()).toContain('"__proto__":{"isAdmin":"[Redacted]"}');
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
});

test("anonymizers of LangSmith's own package are taken as they are", async () => {
  configure({ exporter: toServer({ anonymizer: createAnonymizer([{ pattern: /Ann/g, replace: 'A.' }]) }) });
  const run = startRun({ name: 'Ann', inputs: { name: 'Ann' }, tags: ['Ann'] });
  run.end(undefined, new Error('Ann is gone'));
  await flush();
  expect(bodies()).not.toContain('Ann');
  expect(diagnostics).toEqual([]);
});

test('nothing that is redacted is on disk, in a spool or in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'redaction-'));
  try {
    const spool = join(folder, 'spool');
    const away = new LangSmithExporter({ endpoint: 'http://127.0.0.1:9', spool, signals: false, exitTimeoutMs: 0 });
    configure({ exporter: [away, new FileExporter(join(folder, 'runs.jsonl'))], scrubSecrets: true });
    trace({ name: 'call', inputs: { password: 'hunter22' } }, () => 'Authorization: Bearer hunter22-hunter22');
    await shutdown({ timeoutMs: 200 }).catch(() => undefined);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(texts.filter((text) => text.includes('[Redacted: secret]'))).toHaveLength(2);
    expect(texts.join('\n')).not.toContain('hunter22');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the key that the exporter was given is in no run, diagnostic or error, even where a server repeats it', async () => {
  const key = 'lsv2_key_of_the_spec';
  await using refusing = await ingestServer({
    fault: () => ({ kind: 'status', status: 403, body: `{"detail":"no such key: ${key}"}` }),
  });
  configure({ exporter: toServer({ endpoint: refusing.url }) });
  trace({ name: 'call' }, () => 1);
  const failure = await flush().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(JSON.stringify(diagnostics)).toContain('403');
  expect(JSON.stringify([diagnostics, String(failure)])).not.toContain(key);
});

test('runs that other copies of the library made, and runs of no call, are redacted the same', async () => {
  const memory = new MemoryExporter();
  const batch = new BatchExporter(memory, { anonymizer: [{ pattern: 'Ann' }], signals: false });
  const run = new RunTree({ name: 'Ann' }, undefined, batch);
  run.end();
  await batch.flush();
  expect(memory.runs[0]?.name).toBe('[Redacted]');
  await batch.shutdown();
});
