import { expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenedFiles } from '../../lib/server/files/openedFiles.js';
import { getJson, postJson, serverStarter } from './startedServer.js';
import { sampleRun } from './sampleRuns.js';

const started = serverStarter();
const start = 1_795_000_000_000;

async function open(url: string, lines: readonly unknown[]): Promise<{ status: number; body: any }> {
  const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const response = await fetch(`${url}/api/files?name=runs.jsonl`, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}

test('a file answers as a store does, keeps its attachments, and leaves the store alone', async () => {
  const { url } = await started();
  const root = sampleRun({ name: 'root', start, took: 9 });
  const page = { 'page 1': { mime_type: 'text/plain', base64: Buffer.from('found').toString('base64') } };
  const child = { ...sampleRun({ name: 'child', parent: root, start: start + 1, took: 2 }), attachments: page };
  const { status, body } = await open(url, [root, child, 'no run']);
  expect({ status, body }).toMatchObject({ status: 200, body: { runCount: 2, traceIds: [root.id], refusedCount: 1 } });
  const file = `${url}/api/files/${body.fileId}`;
  expect(await getJson(`${file}/info`)).toMatchObject({ file: 'runs.jsonl', traceCount: 1, runCount: 2 });
  expect((await getJson(`${file}/traces?name=root&limit=5`)).traces).toMatchObject([{ traceId: root.id }]);
  expect((await getJson(`${file}/traces/${root.id}?limit=1`)).nextCursor).toEqual(expect.any(String));
  const detail = await getJson(`${file}/runs/${child.id}`);
  const link = detail.attachments[0].url.replace('/api/', `/api/files/${body.fileId}/`);
  expect(await (await fetch(url + link)).text()).toBe('found');
  expect((await getJson(`${url}/api/traces`)).traces).toEqual([]);
  const kept = await postJson(`${file}/keep`, undefined);
  expect(kept.body).toMatchObject({ runCount: 2, traceIds: [root.id] });
  expect((await getJson(`${url}/api/runs/${child.id}`)).attachments).toMatchObject([{ name: 'page 1' }]);
});

test('of many files the oldest is closed; of one without runs, and of none in the end, anything is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
  const files = new OpenedFiles(folder);
  const line = JSON.stringify(sampleRun({ name: 'run', start, took: 1 }));
  const ids: string[] = [];
  for (let count = 0; count < 9; count++) ids.push((await files.open('runs.jsonl', [line])).file.id);
  expect(ids.map((id) => files.get(id) !== undefined)).toEqual([false, ...Array<boolean>(8).fill(true)]);
  expect((await files.open('notes.txt', ['no run'])).result).toMatchObject({ runCount: 0, refused: [{ line: 1 }] });
  expect(readdirSync(folder)).toHaveLength(8);
  await files.close();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('a file without runs is refused with the reason, and one that is closed says what to do', async () => {
  const { url } = await started();
  const refusal = (message: string) => ({
    status: 422,
    body: { error: { message: expect.stringContaining(message) } },
  });
  expect(await open(url, [''])).toMatchObject(refusal('empty'));
  expect(await open(url, ['{}'])).toMatchObject(refusal('Line 1'));
  const gone = await fetch(`${url}/api/files/gone/info`);
  expect({ status: gone.status, body: await gone.json() }).toMatchObject({
    status: 404,
    body: { error: { code: 'not-found', message: expect.stringContaining('drop it on the page again') } },
  });
});
