import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';
import { libraryVersion, processInfo } from '../../lib/export/processInfo.js';
import { bundle } from '../helpers/bundle.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { ingestServer } from '../helpers/ingestServer.js';

freshTracing();

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  expect(libraryVersion).toBe(version);
});

test('each run says which process and thread made it, where LangSmith looks for that', async () => {
  await using server = await ingestServer();
  const exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key' });
  configure({ exporter });
  trace({ name: 'call', metadata: { a: 1 } }, () => 1);
  await flush();
  const [run] = server.runs.values();
  expect(run?.['extra']).toEqual({
    metadata: { a: 1 },
    runtime: {
      sdk: 'tracenest',
      sdk_version: libraryVersion,
      runtime: 'node',
      runtime_version: process.versions.node,
      platform: process.platform,
      pid: process.pid,
      thread_id: expect.any(Number),
      instance_id: expect.stringMatching(/^[\w-]{12}$/),
    },
  });
  await exporter.shutdown();
});

test('a thread says that it is another than the one that started it', async () => {
  const code = await bundle('lib/export/processInfo.ts', 'asyncLocalStorage', 'cjs');
  const tell = `require('node:worker_threads').parentPort.postMessage(module.exports.processInfo)`;
  const thread = new Worker(`${code}\n${tell}`, { eval: true });
  const theirs = JSON.parse(await new Promise<string>((resolve) => void thread.once('message', resolve)));
  const ours = JSON.parse(processInfo);
  expect(theirs).toMatchObject({ pid: ours.pid, sdk: 'tracenest' });
  expect(theirs.thread_id).not.toBe(ours.thread_id);
  expect(theirs.instance_id).not.toBe(ours.instance_id);
});
