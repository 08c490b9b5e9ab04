import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { multipart, type Part } from './multipartBody.js';
import { sampleRun } from './sampleRuns.js';
import { eventually, getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
const megabyte = 1024 * 1024;

async function post(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: any }> {
  const response = await fetch(url, { method: 'POST', body: body as any, headers });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const form = { 'content-type': 'multipart/form-data; boundary=b' };

function partsOf(name: string, length: Part['length']): Part[] {
  const { inputs, outputs, ...core } = sampleRun({ name, start: Date.now(), took: 5 });
  const parts = [
    { name: `post.${core.id}`, value: JSON.stringify(core) },
    { name: `post.${core.id}.inputs`, value: JSON.stringify(inputs) },
    { name: `post.${core.id}.outputs`, value: JSON.stringify(outputs) },
  ];
  return parts.map((part) => ({ ...part, ...(length === undefined ? {} : { length }) }));
}

async function names(url: string): Promise<string[]> {
  return (await getJson(`${url}/api/traces?limit=500`)).traces.map(({ name }: { name: string }) => name).sort();
}

describe('a multipart body', () => {
  test.each(['parameter', 'header', 'none', 'wrong'] as const)('is read with lengths as %s', async (length) => {
    const { url } = await start();
    expect(await post(`${url}/runs/multipart`, multipart(partsOf('a', length)), form)).toMatchObject({
      status: 202,
      body: { accepted: 1, refused: 0 },
    });
    expect((await getJson(`${url}/api/traces`)).traces).toMatchObject([{ name: 'a', outputPreview: 'a is done.' }]);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', (data: Buffer) => zstdFrame(data)],
  ])('is read with content-encoding %s', async (encoding, encode) => {
    const { url } = await start();
    const body = encode(multipart(partsOf('a', undefined)));
    expect(await post(`${url}/runs/multipart`, body, { ...form, 'content-encoding': encoding })).toMatchObject({
      status: 202,
    });
    expect(await names(url)).toEqual(['a']);
  });

  test('may come in chunks, and hold its own boundary inside of a part', async () => {
    const { url } = await start();
    const data = new TextEncoder().encode('before\r\n--b\r\nafter');
    const [core, ...rest] = partsOf('a', undefined);
    const id = core?.name.slice(5);
    const body = multipart([core as Part, ...rest, { name: `attachment.${id}.file`, value: data, type: 'text/plain' }]);
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < body.length; at += 7) controller.enqueue(body.subarray(at, at + 7));
        controller.close();
      },
    });
    const response = await fetch(`${url}/runs/multipart`, {
      method: 'POST',
      body: stream,
      headers: form,
      duplex: 'half',
    } as any);
    expect(response.status).toBe(202);
    const file = await fetch(`${url}/api/runs/${id}/attachments/file`);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(data);
  });

  test('with bad parts keeps the good ones, and says what is wrong with which', async () => {
    const { url } = await start();
    const good = partsOf('good', undefined);
    const bad = partsOf('bad outputs', undefined);
    const body = multipart([
      ...good,
      { ...(bad[0] as Part) },
      { name: bad[2]?.name ?? '', value: '{"cut off' },
      { name: 'post.not-a-uuid', value: '{}' },
      { name: `post.${good[0]?.name.slice(5)}.colour`, value: '{}' },
      { name: 'feedback.x', value: '{}' },
      { name: 'post.01950000-0000-7000-8000-000000000001', value: '[]' },
      { name: 'post.01950000-0000-7000-8000-000000000002', value: '{"dotted_order":"now"}' },
      { name: '../../x', value: '{}' },
    ]);
    const answer = await post(`${url}/runs/multipart`, body, form);
    expect(answer).toMatchObject({ status: 202, body: { refused: 7 } });
    const told = Object.fromEntries(
      answer.body.errors.map(({ part, error }: { part: string; error: string }) => [part, error]),
    );
    expect(told).toMatchObject({
      [bad[2]?.name ?? '']: expect.stringContaining('no JSON'),
      'post.not-a-uuid': expect.stringContaining('no UUID'),
      'post.01950000-0000-7000-8000-000000000002': expect.stringContaining('dotted_order'),
      'feedback.x': expect.stringContaining('key'),
      '../../x': expect.stringContaining('Parts are named'),
    });
    expect(await names(url)).toEqual(expect.arrayContaining(['bad outputs', 'good']));
  });

  test('that breaks off keeps what is whole of it', async () => {
    const { url } = await start();
    const body = multipart([...partsOf('whole', undefined), ...partsOf('torn', undefined)]);
    const torn = body.subarray(0, body.length - 60);
    expect(await post(`${url}/runs/multipart`, torn, form)).toMatchObject({
      status: 202,
      body: { errors: [{ part: 'body' }] },
    });
    expect(await names(url)).toContain('whole');
  });

  test('of nothing but bad parts is refused as a whole', async () => {
    const { url } = await start();
    expect(await post(`${url}/runs/multipart`, multipart([{ name: 'post.x', value: '{}' }]), form)).toMatchObject({
      status: 422,
    });
    expect(await post(`${url}/runs/multipart`, 'nothing', form)).toMatchObject({ status: 422 });
    expect(await post(`${url}/runs/multipart`, 'nothing', {})).toMatchObject({ status: 415 });
  });
});

/** A frame of raw blocks (RFC 8878): what any decoder takes, and Node 20 cannot write compressed. */
function zstdFrame(data: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528, 0);
  header.writeUInt8(0b1010_0000, 4);
  header.writeUInt32LE(data.length, 5);
  const block = Buffer.alloc(3);
  block.writeUIntLE((data.length << 3) | 1, 0, 3);
  return Buffer.concat([header, block, data]);
}

describe('limits', () => {
  const limits = { body: megabyte, decoded: 2 * megabyte, part: 512 * 1024, parts: 50 };

  test('bodies that are too large are refused, with and without a content-length, and the server goes on', async () => {
    const { url } = await start({ limits });
    const large = Buffer.alloc(3 * megabyte, 32);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(large.subarray(0, 65_536));
      },
    });
    const endless = fetch(`${url}/runs/batch`, { method: 'POST', body: stream, duplex: 'half' } as any).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(
      await Promise.race([endless, new Promise((resolve) => setTimeout(resolve, 8000, 'endless'))]),
    );
    const whole = await post(`${url}/runs/batch`, large).catch(() => ({ status: 413 }));
    expect(whole).toMatchObject({ status: 413 });
    expect(await getJson(`${url}/api/traces`)).toMatchObject({ traces: [] });
  }, 20_000);

  test.each(['gzip', 'zstd'])('a small %s body that unfolds to gigabytes is refused', async (encoding) => {
    const { url } = await start({ limits });
    const body = encoding === 'gzip' ? gzipSync(Buffer.alloc(64 * megabyte)) : zstdBomb(1000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await post(`${url}/runs/batch`, body, { 'content-encoding': encoding })).toMatchObject({
      status: 413,
      body: { error: { code: 'too-large' } },
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * megabyte);
  });

  test('what all requests together hold is bounded: those on top are told when to come again', async () => {
    const { url } = await start({ limits: { inFlight: 100_000 } });
    const batch = (length: number): string =>
      JSON.stringify({ post: [sampleRun({ name: 'a', start: 1, took: 1, inputs: { text: 'x'.repeat(length) } })] });
    const [held, other] = [batch(60_000), batch(70_000)];
    const call = request(`${url}/runs/batch`, { method: 'POST', headers: { 'content-length': held.length } });
    call.write(held.slice(0, 50_000));
    const answered = once(call, 'response') as Promise<[IncomingMessage]>;
    const refused = await eventually(
      () => fetch(`${url}/runs/batch`, { method: 'POST', body: other }),
      ({ status }) => status === 503,
    );
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    // In chunks, or unfolding to too much, is no way around it.
    const chunks = new Blob([other]).stream();
    const inChunks = { method: 'POST', body: chunks, duplex: 'half' } as RequestInit;
    expect((await fetch(`${url}/runs/batch`, inChunks)).status).toBe(503);
    const packed = gzipSync(other);
    expect((await post(`${url}/runs/batch`, packed, { 'content-encoding': 'gzip' })).status).toBe(503);
    call.end(held.slice(50_000));
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(202);
    expect((await post(`${url}/runs/batch`, packed, { 'content-encoding': 'gzip' })).status).toBe(202);
  });

  test('parts that are too large, too many or without end of their headers are refused', async () => {
    const { url } = await start({ limits });
    const [core] = partsOf('kept', undefined);
    const large = { name: `${core?.name}.inputs`, value: JSON.stringify({ a: 'x'.repeat(600_000) }) };
    expect(await post(`${url}/runs/multipart`, multipart([core as Part, large]), form)).toMatchObject({
      status: 202,
      body: { refused: 1 },
    });
    const many = Array.from({ length: 60 }, () => core as Part);
    expect(await post(`${url}/runs/multipart`, multipart(many), form)).toMatchObject({ status: 413 });
    const head = `--b\r\nContent-Disposition: ${'x'.repeat(20_000)}\r\n\r\n{}\r\n--b--`;
    expect(await post(`${url}/runs/multipart`, head, form)).toMatchObject({ status: 422 });
  });

  /** Blocks that repeat one byte 128 KB each: RLE blocks of RFC 8878. */
  function zstdBomb(blocks: number): Buffer {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0b0000_0000, 0x60]);
    const size = 128 * 1024;
    const body = Array.from({ length: blocks }, (_, index) => {
      const block = Buffer.alloc(4);
      block.writeUIntLE((size << 3) | (1 << 1) | (index === blocks - 1 ? 1 : 0), 0, 3);
      return block;
    });
    return Buffer.concat([header, ...body]);
  }
});

describe('bodies of any kind', () => {
  const paths = [
    '/runs/multipart',
    '/runs/batch',
    '/runs',
    '/v1/traces',
    '/api/import',
    '/runs/query',
    '/api/v2/runs/query',
    '/api/v2/traces/query',
    '/api/v2/threads/query',
  ];
  const types = [
    'application/json',
    'application/x-protobuf',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    '',
  ];
  const encodings = ['', 'gzip', 'zstd', 'br', 'deflate', 'gzip, gzip', 'nothing'];

  /** Things that look like runs, and such with anything in their places. */
  const almostRun = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.anything(),
      fc.string(),
      fc.record({ id: fc.uuid() }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    run: fc.record(
      Object.fromEntries(
        [
          'id',
          'trace_id',
          'parent_run_id',
          'dotted_order',
          'start_time',
          'end_time',
          'name',
          'run_type',
          'inputs',
          'outputs',
          'error',
          'events',
          'extra',
          'tags',
          'session_name',
          'status',
        ].map((key) => [key, fc.oneof(tie('value'), fc.uuid(), fc.double(), fc.date().map(String))]),
      ),
      { requiredKeys: ['id'] },
    ),
  })).run;

  const json = (value: unknown): string => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return 'null';
    }
  };
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ post: fc.array(almostRun, { maxLength: 4 }), patch: fc.array(almostRun, { maxLength: 3 }) })
      .map((batch) => Buffer.from(json(batch))),
    almostRun.map((run) => Buffer.from(json(run))),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.record({
          name: fc.oneof(
            fc.string(),
            fc.uuid().map((id) => `post.${id}`),
            fc.uuid().map((id) => `patch.${id}.inputs`),
            fc.uuid().map((id) => `attachment.${id}.a`),
          ),
          value: fc.oneof(fc.string(), almostRun.map(json)),
          length: fc.constantFrom('parameter', 'header', 'none', 'wrong'),
        }),
        { maxLength: 5 },
      )
      .map((parts) => multipart(parts as Part[])),
  );

  test('get an answer below 500, and the server goes on', async () => {
    const errors: unknown[] = [];
    const { url } = await start({ onError: (error) => errors.push(error) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom(...types),
        fc.constantFrom(...encodings),
        fc.boolean(),
        body,
        async (path, type, encoding, isEncoded, data) => {
          const sent = isEncoded && encoding === 'gzip' ? gzipSync(data) : data;
          const { status } = await post(url + path, sent, {
            'content-type': type,
            ...(encoding === '' ? {} : { 'content-encoding': encoding }),
          });
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 400 },
    );
    expect(errors).toEqual([]);
    for (const path of ['/api/traces?limit=500', '/api/stats', '/api/facets', '/api/threads', '/api/search?q=a'])
      await getJson(url + path);
    for (const { traceId, runId } of (await getJson(`${url}/api/traces?limit=500`)).traces) {
      await getJson(`${url}/api/traces/${traceId}`);
      await getJson(`${url}/api/runs/${runId}`);
    }
    expect(errors).toEqual([]);
  }, 60_000);

  test('a file with figures that are none is imported without them', async () => {
    const errors: unknown[] = [];
    const { url } = await start({ onError: (error) => errors.push(error) });
    const figures = [{}, true, 'x', [1], null, -1];
    const lines = figures.map((figure, index) => ({
      ...sampleRun({ name: `odd ${index}`, start: Date.now(), took: 1 }),
      attachments: { '\ud800/../"\n': { base64: figure, mime_type: figure }, none: figure },
      tracenest: { usage: { totalTokens: figure, cost: 1 }, model: figure, firstTokenTime: figure, runType: figure },
    }));
    const body = lines.map((line) => JSON.stringify(line)).join('\n');
    const answer = await fetch(`${url}/api/import`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ runCount: figures.length, refused: [] });
    for (const { id } of lines) {
      const { usage, attachments } = await getJson(`${url}/api/runs/${id}`);
      expect(usage).toEqual({ cost: 1 });
      for (const file of attachments) expect((await fetch(url + file.url)).status).toBe(200);
    }
    expect(errors).toEqual([]);
  });

  test('queries of any kind get an answer below 500', async () => {
    const errors: unknown[] = [];
    const { url } = await start({ onError: (error) => errors.push(error) });
    await postJson(`${url}/runs/batch`, { post: [sampleRun({ name: 'a', start: Date.now(), took: 1 })] });
    const names = [
      'project',
      'name',
      'status',
      'tag',
      'thread',
      'q',
      'from',
      'to',
      'minLatency',
      'sort',
      'order',
      'limit',
      'cursor',
      'trace',
      'of',
      'since',
      'hasErrors',
    ];
    const query = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(
        fc.string(),
        fc.constantFrom('1', '-1', 'true', 'start', 'asc', 'WyJhIiwiYiJd', 'NaN', '1e400', '"', '*', 'NEAR('),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          '/api/traces',
          '/api/stats',
          '/api/search',
          '/api/threads',
          '/api/runs/x',
          '/api/runs/x/parts/inputs',
          '/api/traces/x',
        ),
        query,
        async (path, parameters) => {
          const { status } = await fetch(`${url}${path}?${new URLSearchParams(parameters)}`);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 200 },
    );
    expect(errors).toEqual([]);
  }, 30_000);
});
