import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';

const { diagnostics } = freshTracing();
let server: IngestServer;
beforeEach(async () => {
  server = await ingestServer();
  configure({ exporter: new LangSmithExporter({ endpoint: server.url, apiKey: 'key' }) });
});
afterEach(async () => server.close());

function arrived(): (readonly [name: string, type: string, text: string])[] {
  return [...server.attachments].map(([key, { type, bytes }]) => [key.slice(37), type, String(bytes)]);
}

test('attachments of any name arrive, under names that the wire can carry', async () => {
  const names = [
    '',
    'a.b',
    'a_b',
    'q"x',
    'c\r\nX-Evil: y',
    'ü🦊',
    '__proto__',
    'constructor',
    'x'.repeat(5_000),
    '\ud800',
  ];
  trace({ name: 'call' }, (run) => {
    for (const [index, name] of names.entries()) run.attach(name, { mimeType: 'text/plain', data: `file ${index}` });
  });
  await flush();
  const files = arrived();
  expect(files.map(([, , text]) => text)).toEqual(names.map((_, index) => `file ${index}`));
  expect(files.map(([name]) => name)).toEqual([
    '_',
    'a_b',
    'a_b_2',
    'q_x',
    'c__X-Evil: y',
    'ü🦊',
    '__proto__',
    'constructor',
    'x'.repeat(255),
    '\ufffd',
  ]);
  expect(server.violations).toEqual([]);
  expect(diagnostics).toEqual([]);
});

test('types go without their parameters, and what is no type as bytes', async () => {
  const types = ['text/plain;charset=utf-8', 'image/svg+xml', 'a/b\r\nX-Evil: 1', 'nothing', ''];
  trace({ name: 'call' }, (run) => {
    for (const [index, mimeType] of types.entries()) run.attach(String(index), { mimeType, data: 'x' });
  });
  await flush();
  const bytes = 'application/octet-stream';
  expect(arrived().map(([, type]) => type)).toEqual(['text/plain', 'image/svg+xml', bytes, bytes, bytes]);
});
