/**
 * Worker threads. A thread inherits nothing, so the parent travels in the message: its headers (or its `dottedOrder`) are
 * plain data. The thread opens a scope with them, and what it traces nests below the run that sent the job.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { configure, flush, requireCurrentRunTree, traceable } from 'tracenest';
import { FileExporter, readRunFile, runForest, treeText } from 'tracenest/exporters';

const folder = mkdtempSync(join(tmpdir(), 'tracenest-sample-'));
const file = join(folder, 'runs.jsonl');
configure({ exporter: new FileExporter(file) });

class Primes {
  @traceable
  async count(...limits: readonly number[]): Promise<number[]> {
    return Promise.all(limits.map((limit) => this.countInThread(limit)));
  }

  @traceable
  protected async countInThread(limit: number, run = requireCurrentRunTree()): Promise<number> {
    const thread = new Worker(new URL('workers/primes.js', import.meta.url), { workerData: { file } });
    thread.postMessage({ limit, parent: run.toHeaders() });
    const [count] = (await once(thread, 'message')) as [number];
    return count;
  }
}

console.log(await new Primes().count(100, 1000));
await flush();
console.log(treeText(runForest((await readRunFile(file)).runs), { colors: process.stdout.isTTY }));
rmSync(folder, { recursive: true });
