import { afterEach, describe, expect, test } from '@jest/globals';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type Fault, type IngestOptions, type IngestServer } from '../../helpers/ingestServer.js';
import { pause } from '../../helpers/pause.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
// After that, so that what is said at the end is heard.
const { diagnostics } = freshTracing();

interface Setup {
  readonly server: IngestServer;
  readonly exporter: LangSmithExporter;
  /** Traces so many runs and gives their ids. */
  readonly run: (count: number, inputs?: (index: number) => Record<string, unknown>) => string[];
}

async function setUp(server: IngestOptions, options: LangSmithExporterOptions = {}): Promise<Setup> {
  const ingest = await ingestServer(server);
  const exporter = new LangSmithExporter({ endpoint: ingest.url, apiKey: 'secret-key', delayMs: 5, ...options });
  closing.push(async () => exporter.shutdown({ timeoutMs: 1 }).catch(() => undefined), ingest.close);
  configure({ exporter });
  return {
    server: ingest,
    exporter,
    run: (count, inputs = (index) => ({ index })) =>
      Array.from({ length: count }, (_, index) => trace({ name: 'call', inputs: inputs(index) }, (run) => run.id)),
  };
}

/** A fault for the first requests, and none afterwards. */
function first(count: number, fault: Fault): NonNullable<IngestOptions['fault']> {
  return ({ number }) => (number <= count ? fault : undefined);
}

function arrived({ server }: Setup): string[] {
  expect(server.violations).toEqual([]);
  return [...server.runs.keys()].sort();
}

describe('a server that', () => {
  test.each<[string, Fault]>([
    ['is slow', { kind: 'slow', ms: 100 }],
    ['hangs', { kind: 'hang' }],
    ['breaks off in the middle of a body', { kind: 'reset' }],
    ['breaks off before it answers, having kept what came', { kind: 'resetAfter' }],
    ['breaks off in the middle of its answer', { kind: 'cutAnswer' }],
    ['answers garbage', { kind: 'garbage' }],
    ['closes its side without an answer', { kind: 'halfClosed' }],
    [
      'wants to speak something else (101)',
      { kind: 'raw', text: 'HTTP/1.1 101 No\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n' },
    ],
    [
      'answers a status that there is not (600)',
      { kind: 'raw', text: 'HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n' },
    ],
    [
      'answers a status that there is not (000)',
      { kind: 'raw', text: 'HTTP/1.1 000 Odd\r\ncontent-length: 0\r\n\r\n' },
    ],
    [
      'answers chunks that are none',
      { kind: 'raw', text: 'HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\nZZZZ\r\n' },
    ],
    ['answers headers without end', { kind: 'raw', text: `HTTP/1.1 500 X\r\nx: ${'a'.repeat(40_000)}\r\n\r\n` }],
    ['is too busy (429)', { kind: 'status', status: 429 }],
    ['is too busy (429) and says when to come back', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
    ['fails (500)', { kind: 'status', status: 500, body: 'not JSON' }],
    ['is being replaced (502)', { kind: 'status', status: 502 }],
    ['is away (503)', { kind: 'status', status: 503 }],
    ['times out (504)', { kind: 'status', status: 504 }],
    ['times out (408)', { kind: 'status', status: 408 }],
  ])('%s for a while gets every run in the end, none invented', async (_name, fault) => {
    const setup = await setUp({ fault: first(2, fault) }, { requestTimeoutMs: 300, batchRuns: 10 });
    const ids = setup.run(50);
    await flush();
    expect(arrived(setup)).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test('asks for time with Retry-After is left alone that long, by all requests', async () => {
    const times: number[] = [];
    const setup = await setUp(
      {
        fault({ number }) {
          times.push(performance.now());
          return number === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : undefined;
        },
      },
      { batchRuns: 5, concurrency: 1 },
    );
    const ids = setup.run(20);
    await flush();
    expect(arrived(setup)).toEqual(ids.sort());
    // The timer may fire a little early; without the header it would be a quarter of that.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  test('finds batches too large (413) gets smaller ones, and all runs', async () => {
    const setup = await setUp({ maxRuns: 7 }, { batchRuns: 64 });
    const ids = setup.run(100);
    await flush();
    expect(arrived(setup)).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test.each([400, 422])('refuses one run (%d) gets all others, and the one is told', async (status) => {
    const refuses = (run: Readonly<Record<string, any>>) => (run['inputs']?.index === 37 ? status : undefined);
    const setup = await setUp({ refuses }, { batchRuns: 64 });
    const ids = setup.run(100);
    await expect(flush()).rejects.toMatchObject({
      name: 'DeliveryError',
      undelivered: 1,
      message: expect.stringContaining(`answered ${status}: {"detail":"no such run is taken"}`),
    });
    expect(arrived(setup)).toEqual(ids.filter((_, index) => index !== 37).sort());
    expect(diagnostics.map(({ code }) => code)).toEqual(['runs-lost']);
    expect(diagnostics[0]?.message).toContain('1 run:');
  });

  test('finds one run too large even alone gets all others', async () => {
    const setup = await setUp({ maxBytes: 20_000 }, { batchRuns: 64 });
    const ids = setup.run(30, (index) => ({ text: 'x'.repeat(index === 11 ? 30_000 : 10) }));
    await expect(flush()).rejects.toMatchObject({ undelivered: 1 });
    expect(arrived(setup)).toEqual(ids.filter((_, index) => index !== 11).sort());
  });

  test('has the runs already (409) is not told of again', async () => {
    const seen = new Set<unknown>();
    const refuses = ({ id }: Readonly<Record<string, any>>) => (seen.size === seen.add(id).size ? 409 : undefined);
    const setup = await setUp({ fault: first(1, { kind: 'resetAfter' }), refuses }, { batchRuns: 64 });
    const ids = setup.run(20);
    await flush();
    expect(arrived(setup)).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test.each([401, 403])('takes no key (%d) is not asked for each half, and the key is nowhere told', async (status) => {
    const body = 'the key secret-key is not ours';
    const setup = await setUp({ fault: () => ({ kind: 'status', status, body }) }, { batchRuns: 64 });
    setup.run(50);
    const error = (await flush().catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ undelivered: 50 });
    expect(setup.server.requests).toHaveLength(1);
    expect(diagnostics).toHaveLength(1);
    for (const text of [error.message, diagnostics[0]?.message]) {
      expect(text).toContain(`answered ${status}: the key [API key] is not ours`);
      expect(text).not.toContain('secret-key');
    }
  });

  test('says why in bytes that are no text is told without them', async () => {
    const setup = await setUp({
      fault: () => ({ kind: 'raw', text: 'HTTP/1.1 422 X\r\ncontent-length: 4\r\n\r\n\x1f\x07\0\x07' }),
    });
    setup.run(1);
    await expect(flush()).rejects.toThrow(/answered 422: \(nothing that can be read\)\.$/);
  });

  test('leads elsewhere (308) is told, with the answer', async () => {
    const fault: Fault = { kind: 'status', status: 308, headers: { location: 'https://elsewhere.example/' } };
    const setup = await setUp({ fault: () => fault });
    setup.run(1);
    await expect(flush()).rejects.toThrow('It is somewhere else');
    expect(setup.server.requests).toHaveLength(1);
  });

  test('never comes back costs what was for it after the time for that, and one diagnostic', async () => {
    const setup = await setUp({ fault: () => ({ kind: 'status', status: 500 }) }, { retryForMs: 500, batchRuns: 10 });
    setup.run(40);
    await expect(flush()).rejects.toMatchObject({ undelivered: 40 });
    expect(diagnostics.map(({ code }) => code)).toEqual(['runs-lost']);
  });

  test('is not there is told by its address, and without the key', async () => {
    const setup = await setUp({}, { retryForMs: 300 });
    await setup.server.close();
    setup.run(1);
    await expect(flush()).rejects.toThrow(/ECONNREFUSED/);
    expect(JSON.stringify(diagnostics)).not.toContain('secret-key');
    expect(diagnostics.some(({ cause }) => cause !== undefined)).toBe(false);
  });
});

describe('/info', () => {
  test.each<[string, Fault]>([
    ['hangs', { kind: 'hang' }],
    ['fails', { kind: 'status', status: 500 }],
    ['is not there', { kind: 'status', status: 404 }],
    ['answers something else', { kind: 'status', status: 200, body: '<html>' }],
    ['breaks off', { kind: 'reset' }],
    ['is slow', { kind: 'slow', ms: 3_000 }],
  ])('that %s delays nothing', async (_name, fault) => {
    const setup = await setUp({ infoFault: () => fault });
    const ids = setup.run(5);
    const start = performance.now();
    await flush();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(arrived(setup)).toEqual(ids.sort());
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ['nonsense', 17],
    [
      'of another version',
      { batch_ingest_config: { size_limit: 'many', size_limit_bytes: -1 }, instance_flags: 'all' },
    ],
    ['with a part of the limits', { batch_ingest_config: { size_limit: 3 } }],
    ['of today', { version: '1', batch_ingest_config: { size_limit: 100, size_limit_bytes: 20_971_520 } }],
  ])('%s is understood as far as it goes', async (_name, info) => {
    const setup = await setUp({ info });
    const before = setup.run(1);
    await flush();
    const ids = [...before, ...setup.run(8)];
    await flush();
    expect(arrived(setup)).toEqual(ids.sort());
    expect(setup.server.infoRequests).toBe(1);
  });

  test('sets the most runs and bytes of a batch', async () => {
    const setup = await setUp({ info: { batch_ingest_config: { size_limit: 3, size_limit_bytes: 10_000 } } });
    setup.run(1);
    await flush();
    setup.run(9);
    setup.run(3, () => ({ text: 'x'.repeat(4_000) }));
    await flush();
    const sizes = setup.server.requests.map(({ writes }) => writes.length);
    expect(Math.max(...sizes)).toBe(3);
    expect(Math.max(...setup.server.requests.map(({ bytes }) => bytes))).toBeLessThan(10_000);
    expect(setup.server.runs.size).toBe(13);
  });

  test('that takes gzip is sent gzip', async () => {
    const setup = await setUp({ info: { instance_flags: { gzip_body_enabled: true } } });
    setup.run(1);
    await flush();
    const ids = setup.run(20, () => ({ text: 'again and '.repeat(1_000) }));
    await flush();
    const last = setup.server.requests.at(-1);
    expect(last?.headers['content-encoding']).toBe('gzip');
    expect(last?.bytes).toBeLessThan(20_000);
    expect(arrived(setup)).toEqual(expect.arrayContaining(ids));
  });
});

describe.each(['gzip', 'auto'] as const)('a server that does not take the encoding, with %s,', (compression) => {
  test('is sent plain bodies', async () => {
    const encodings: unknown[] = [];
    await using server = await ingestServer({
      info: { instance_flags: { gzip_body_enabled: true, zstd_compression_enabled: true } },
      refusesEncodings: true,
    });
    const exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key', compression, manualFlush: true });
    configure({ exporter });
    trace({ name: 'first' }, () => 1);
    // Its answer is in, which nothing waits for.
    while (server.infoRequests === 0) await pause(5);
    await pause(20);
    for (let count = 0; count < 20; count++) trace({ name: 'call', inputs: { text: 'x'.repeat(500) } }, () => count);
    await flush();
    for (const { headers } of server.requests) encodings.push(headers['content-encoding']);
    expect(encodings.at(-1)).toBeUndefined();
    expect(server.runs.size).toBe(21);
    expect(diagnostics).toEqual([]);
    await exporter.shutdown();
  });
});

describe('a server without', () => {
  test.each([
    ['/runs/multipart', ['/runs/multipart'], '/runs/batch'],
    ['/runs/batch too', ['/runs/multipart', '/runs/batch'], '/runs'],
  ])('%s is sent the older way, feedback too', async (_name, missing, path) => {
    const setup = await setUp({ missing });
    const ids = setup.run(5);
    setup.exporter.createFeedback({ runId: ids[0] ?? '', traceId: ids[0] ?? '', key: 'useful', score: 1 });
    await flush();
    setup.run(1);
    await flush();
    expect(arrived(setup)).toHaveLength(6);
    expect([...setup.server.feedback.values()]).toMatchObject([{ run_id: ids[0], key: 'useful', score: 1 }]);
    expect(setup.server.requests.map((request) => request.path)).toEqual(expect.arrayContaining([path]));
    expect(diagnostics).toEqual([]);
  });

  test('/runs/multipart, as /info says, is not asked for it', async () => {
    const setup = await setUp({ info: { batch_ingest_config: { use_multipart_endpoint: false } } });
    setup.run(1);
    await flush();
    setup.run(5);
    await flush();
    expect(setup.server.requests.at(-1)?.path).toBe('/runs/batch');
  });

  test('a place for attachments gets the runs without, and that is told once', async () => {
    const setup = await setUp({ missing: ['/runs/multipart'] });
    for (let count = 0; count < 3; count++) {
      trace({ name: 'call' }, (run) => run.attach('page', { mimeType: 'text/plain', data: 'text' }));
      await flush();
    }
    expect(arrived(setup)).toHaveLength(3);
    expect(diagnostics.map(({ code }) => code)).toEqual(['attachments-unsupported']);
  });

  test('anything at all refuses', async () => {
    const setup = await setUp({ missing: ['/'] });
    setup.run(3);
    await expect(flush()).rejects.toMatchObject({ undelivered: 3 });
  });
});
