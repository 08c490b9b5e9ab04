import { Worker } from 'node:worker_threads';
import { carrier } from '../../lib/zone/zone.js';
import { bundle } from '../helpers/bundle.js';

const carriers = { AsyncLocalStorage: 'asyncLocalStorage', 'bare stack': 'bareStack' } as const;
const bundles = new Map<string, Promise<string>>();

/** A thread that runs a fixture, with the carrier of this project. */
export async function startWorker(fixture: string, workerData?: unknown): Promise<Worker> {
  // CommonJS is what `eval` of a worker takes.
  const code = bundles.get(fixture) ?? bundle(`spec/contract/fixtures/${fixture}.ts`, carriers[carrier.name], 'cjs');
  bundles.set(fixture, code);
  return new Worker(await code, { eval: true, workerData });
}

/** Runs a fixture in a thread of its own and gives the first message that it sends. */
export async function inWorker(fixture: string, workerData?: unknown): Promise<unknown> {
  const worker = await startWorker(fixture, workerData);
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The worker ended with ${code} and sent nothing.`)));
  });
}
