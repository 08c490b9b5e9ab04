/**
 * Two processes over HTTP: the caller sends its run's headers (`langsmith-trace`, `traceparent` and `baggage`), the server
 * opens a scope with the headers of the request. Tags, metadata and project travel along.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, requireCurrentRunTree, shutdown, traceable, tracingContext } from 'tracenest';
import { FileExporter, readRunFile, runForest, treeText } from 'tracenest/exporters';

class Translator {
  @traceable({ runType: 'tool' })
  async translate(word: string, run = requireCurrentRunTree()): Promise<string> {
    console.log(`the server's run has the tags ${String(run.tags)} and is in the project ${run.projectName}`);
    return Promise.resolve(word === 'nest' ? 'Nest' : '?');
  }
}

class Reader {
  @traceable({ tags: ['german'], projectName: 'reading' })
  async read(word: string, url: string): Promise<string> {
    const response = await fetch(`${url}?word=${word}`, { headers: requireCurrentRunTree().toHeaders() });
    return response.text();
  }
}

async function serve(): Promise<void> {
  const server = createServer((request, response) => {
    const word = new URL(request.url ?? '', 'http://localhost').searchParams.get('word') ?? '';
    void tracingContext(request.headers, () => new Translator().translate(word)).then((text) => response.end(text));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.((server.address() as AddressInfo).port);
  await once(process, 'disconnect');
  server.close();
  await shutdown();
}

async function ask(file: string): Promise<void> {
  const server = fork(import.meta.filename, [file]);
  const [port] = (await once(server, 'message')) as [number];
  console.log(await new Reader().read('nest', `http://127.0.0.1:${port}`));
  server.disconnect();
  await Promise.all([once(server, 'exit'), shutdown()]);
  console.log(treeText(runForest((await readRunFile(file)).runs), { colors: process.stdout.isTTY }));
}

const [, , fileOfCaller] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'tracenest-sample-'));
// Both processes append to one file.
configure({ exporter: new FileExporter(fileOfCaller ?? join(folder, 'runs.jsonl')) });
await (fileOfCaller === undefined ? ask(join(folder, 'runs.jsonl')) : serve());
rmSync(folder, { recursive: true });
