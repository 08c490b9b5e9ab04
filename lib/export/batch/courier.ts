import { Worker } from 'node:worker_threads';
import type { PlainRequest } from './batchTarget.js';

/** Where in the shared memory it stands that all is done; the answers' statuses follow. */
const doneAt = 0;

/**
 * What the thread runs. As text, because in a bundled program there is no file of ours to start: it uses nothing but what
 * is here and what every Node has. A server that is busy, or not there, is asked again until the time is up.
 */
const program = `
  const { workerData } = require('node:worker_threads');
  const { requests, memory, until, attemptMs } = workerData;
  const state = new Int32Array(memory);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const mayWork = (status) => status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
  const post = async ({ url, method, headers, body }) => {
    const signal = AbortSignal.timeout(Math.max(1, Math.min(until - Date.now(), attemptMs)));
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  };
  const deliver = async (request, index) => {
    for (let wait = 50; ; wait *= 2) {
      const status = await post(request).catch(() => 0);
      Atomics.store(state, index + 1, status);
      if (!mayWork(status) || Date.now() + wait > until) return;
      await pause(wait);
    }
  };
  const lane = async (waiting) => {
    for (const [index, request] of waiting) await deliver(request, index);
  };
  const waiting = requests.entries();
  Promise.all([lane(waiting), lane(waiting), lane(waiting)]).then(() => {
    Atomics.store(state, ${doneAt}, 1);
    Atomics.notify(state, ${doneAt});
  });
`;

/**
 * Sends requests while the process waits, for its exit: the event loop does not turn any more there, so that another thread
 * has to do it. Gives the statuses, 0 where nobody answered in time.
 */
export function postAtOnce(requests: readonly PlainRequest[], timeoutMs: number): readonly number[] {
  const memory = new SharedArrayBuffer(4 * (requests.length + 1));
  const state = new Int32Array(memory);
  const worker = new Worker(program, {
    eval: true,
    // Whole milliseconds, or `AbortSignal.timeout` throws. No attempt takes all the time: the next may be answered.
    workerData: { requests, memory, until: Date.now() + Math.floor(timeoutMs), attemptMs: Math.ceil(timeoutMs / 4) },
    // Not those of the program: its loaders and hooks are for its own code, and would take their time.
    execArgv: [],
  });
  worker.unref();
  Atomics.wait(state, doneAt, 0, timeoutMs);
  return requests.map((_, index) => Atomics.load(state, index + 1));
}
