import { parentPort, workerData } from 'node:worker_threads';
import { SqliteStore } from '../sqlite/sqliteStore.js';
import { unpackChanges } from './packedChanges.js';
import {
  toThreadError,
  type ThreadAnswer,
  type ThreadCall,
  type ThreadData,
  type ThreadMethods,
} from './threadMessages.js';

const { path, ...options } = workerData as ThreadData;

async function opened(): Promise<ThreadMethods> {
  const store = await SqliteStore.open(path, options);
  return Object.assign(store, {
    open: async () => undefined,
    writeAll: async (requests: Parameters<ThreadMethods['writeAll']>[0]) => {
      const results = await Promise.allSettled(requests.map((changes) => store.write(unpackChanges(changes))));
      return results.map((result) => (result.status === 'fulfilled' ? null : toThreadError(result.reason)));
    },
  });
}

const methods = opened();

async function valueOf({ method, args }: ThreadCall): Promise<unknown> {
  const store = (await methods) as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
  return store[method]?.(...args);
}

async function answer(call: ThreadCall): Promise<ThreadAnswer> {
  try {
    return { call: call.call, value: await valueOf(call) };
  } catch (error) {
    return { call: call.call, error: toThreadError(error) };
  }
}

// A file that cannot be opened is told to whoever calls.
methods.catch(() => undefined);
parentPort?.on('message', (call: ThreadCall) => {
  void answer(call).then((message) => {
    parentPort?.postMessage(message);
    // Nothing is left that would keep the thread.
    if (call.method === 'close') parentPort?.close();
  });
});
