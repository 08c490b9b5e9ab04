import { request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { KeyNeededError, PortTakenError, SqliteStore, startServer } from 'tracenest/server';
import { application } from '../../lib/server/application.js';
import { OpenedFiles } from '../../lib/server/files/openedFiles.js';
import { defaultLimits } from '../../lib/server/limits.js';
import { sampleRun } from './sampleRuns.js';
import { postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `fetch` writes Host and Origin by itself; an attacker's page has others. */
async function ask(
  url: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; headers: any; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('a page of somebody else', () => {
  test('that made its name resolve to loopback is refused by its Host', async () => {
    const { url } = await start();
    const port = new URL(url).port;
    expect(await ask(`${url}/api/traces`, { host: `evil.example:${port}` })).toMatchObject({
      status: 403,
      body: expect.stringContaining('host-refused'),
    });
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST']) {
      expect(await ask(`${url}/api/traces`, { host })).toMatchObject({ status: 200 });
    }
  });

  test('is refused by its Origin, for reading and for writing', async () => {
    const { url } = await start({ allowedOrigins: ['https://app.example'] });
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
      for (const method of ['GET', 'POST', 'PATCH']) {
        expect(await ask(`${url}/runs/batch`, { origin }, method)).toMatchObject({ status: 403 });
        expect(await ask(`${url}/tracenest/streams`, { origin }, method)).toMatchObject({ status: 403 });
      }
    }
    expect(await ask(`${url}/api/traces`, { origin: url })).toMatchObject({ status: 200 });
    expect(await ask(`${url}/api/traces`, { origin: 'https://app.example' })).toMatchObject({ status: 200 });
  });

  test('gets no permission to read answers, and cannot frame the page', async () => {
    const { headers } = await ask(`${(await start()).url}/api/traces`, {});
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('a server with a key', () => {
  test('lets nobody read or write without it', async () => {
    const { url } = await start({ apiKey: 'secret' });
    const closed = [
      '/api/traces',
      '/api/info',
      '/runs/00000000-0000-7000-8000-000000000000',
      '/sessions',
      '/api/v1/sessions',
      '/info',
      '/api/live',
      '/api/v2/runs/x',
    ];
    for (const path of closed) {
      expect([path, (await ask(url + path, {})).status]).toEqual([path, 401]);
      expect([path, (await ask(url + path, { 'x-api-key': 'Secret' })).status]).toEqual([path, 401]);
    }
    for (const path of [
      '/runs',
      '/runs/batch',
      '/runs/multipart',
      '/v1/traces',
      '/otel/v1/traces',
      '/tracenest/streams',
      '/api/v1/tracenest/streams',
      '/api/import',
      '/api/v1/runs/batch',
      '/api/v1/otel/v1/traces',
    ]) {
      expect([path, (await ask(url + path, {}, 'POST')).status]).toEqual([path, 401]);
    }
    expect(await ask(`${url}/api/traces`, { 'x-api-key': 'secret' })).toMatchObject({ status: 200 });
    expect(await ask(`${url}/api/traces`, { authorization: 'Bearer secret' })).toMatchObject({ status: 200 });
  });

  test('gives the page a cookie that scripts and other sites cannot use', async () => {
    const { url } = await start({ apiKey: 'secret' });
    expect(await postJson(`${url}/api/session`, { key: 'wrong' })).toMatchObject({ status: 401 });
    const response = await fetch(`${url}/api/session`, { method: 'POST', body: JSON.stringify({ key: 'secret' }) });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(await ask(`${url}/api/traces`, { cookie: cookie.split(';')[0] ?? '' })).toMatchObject({ status: 200 });
  });

  test('is the only one that can be reached from elsewhere', async () => {
    await expect(startServer({ host: '0.0.0.0', port: 0, dataFolder: join(folder, 'none') })).rejects.toThrow(
      KeyNeededError,
    );
    const { url } = await start({ host: '0.0.0.0', apiKey: 'secret' });
    const port = new URL(url).port;
    expect(
      await ask(`http://127.0.0.1:${port}/api/traces`, { host: 'traces.internal', 'x-api-key': 'secret' }),
    ).toMatchObject({ status: 200 });
  });
});

test('a file out of a trace is never run: pages and drawings are sent as downloads', async () => {
  const { url, store } = await start();
  const run = sampleRun({ name: 'files', start: Date.now(), took: 1 });
  const file = (name: string, mimeType: string) => ({ name, mimeType, data: Buffer.from('<script>alert(1)</script>') });
  const files = [
    file('a.html', 'text/html'),
    file('b.svg', 'image/svg+xml'),
    file('c.png', 'image/png; charset=x'),
    file('"d"\r\nx: y', 'text/html\r\nx: y'),
  ];
  await store.write([{ id: run.id, rank: 0, facts: { traceId: run.id }, payload: { parts: {} }, attachments: files }]);
  const sent = await Promise.all(
    files.map(async ({ name }) => {
      const { headers } = await fetch(`${url}/api/runs/${run.id}/attachments/${encodeURIComponent(name)}`);
      return [headers.get('content-type'), headers.get('content-disposition')?.split(';')[0], headers.get('x')];
    }),
  );
  expect(sent).toEqual([
    ['application/octet-stream', 'attachment', null],
    ['application/octet-stream', 'attachment', null],
    ['image/png', 'inline', null],
    ['application/octet-stream', 'attachment', null],
  ]);
});

test('without the key nothing is answered but the page, its session and whether it is there', async () => {
  const store = await SqliteStore.open(':memory:');
  const app = application({
    store,
    files: new OpenedFiles(),
    limits: defaultLimits,
    retention: { maxAgeDays: null, maxSize: null },
    hostPolicy: { hosts: 'any', origins: [] },
    apiKey: 'secret',
    viewerFolder: folder,
    version: '0',
    closing: new AbortController().signal,
    onError: () => undefined,
  });
  const routes = app.routes.filter(({ method }) => method !== 'ALL');
  expect(routes.length).toBeGreaterThan(50);
  const open: string[] = [];
  for (const { method, path } of routes) {
    const { status } = await app.request(path.replaceAll(/:\w+|\*/g, 'x'), { method });
    if (status !== 401) open.push(`${method} ${path} ${status}`);
  }
  expect(open).toEqual(['GET /health 200', 'POST /api/session 400']);
  await store.close();
});

test('a program that asks for what is not there is told so, and is not sent the page', async () => {
  const { url } = await start();
  const answer = await fetch(`${url}/datasets?limit=1`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    error: { code: 'not-found', message: expect.stringContaining('/datasets') },
  });
});

test('the viewer is served from its folder, and nothing beside it', async () => {
  const viewerFolder = mkdtempSync(join(folder, 'viewer-'));
  const { writeFileSync, mkdirSync } = await import('node:fs');
  mkdirSync(join(viewerFolder, 'assets'));
  writeFileSync(join(viewerFolder, 'index.html'), '<!doctype html><title>viewer</title>');
  writeFileSync(join(viewerFolder, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'hidden content');
  const { url } = await start({ viewerFolder });
  // Whoever asks: `curl` has to find the page too, that a program has linked.
  for (const path of ['/', '/traces/0195', '/traces/a.b', '/files/7/traces/0195', '/threads?project=a']) {
    expect(await ask(url + path, {})).toMatchObject({
      status: 200,
      body: expect.stringContaining('viewer'),
      headers: { 'cache-control': 'no-cache' },
    });
  }
  const script = await ask(`${url}/assets/a.js`, {});
  expect(script.headers).toMatchObject({
    'content-type': expect.stringContaining('text/javascript'),
    'cache-control': expect.stringContaining('immutable'),
  });
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%00.js',
    '/%ff.js',
    '/nothing.js',
  ]) {
    const { status, body } = await ask(url + path, {});
    expect([path, status < 500, body.includes('hidden')]).toEqual([path, true, false]);
  }
});

test('a taken port is told as such', async () => {
  const { url } = await start();
  await expect(startServer({ port: Number(new URL(url).port), dataFolder: join(folder, 'taken') })).rejects.toThrow(
    PortTakenError,
  );
});
