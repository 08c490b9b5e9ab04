import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { carrier } from '../../lib/zone/zone.js';

const carriers = { AsyncLocalStorage: 'asyncLocalStorage', 'bare stack': 'bareStack' } as const;
const bundles = new Map<string, Promise<string>>();

async function bundle(fixture: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`spec/contract/fixtures/${fixture}.ts`],
    alias: { '#carrier': `./lib/zone/carriers/${carriers[carrier.name]}.ts` },
    bundle: true,
    write: false,
    platform: 'node',
    // What `eval` of a worker takes.
    format: 'cjs',
  });
  return outputFiles[0]?.text ?? '';
}

/** A thread that runs a fixture, bundled with the library and the carrier of this project. */
export async function startWorker(fixture: string, workerData?: unknown): Promise<Worker> {
  const code = bundles.get(fixture) ?? bundle(fixture);
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
