// A process as programs have them. `async_hooks` keeps the context on every kind of resource that there is: timers,
// requests, files, sockets. As long as a process has seen three or four of them, V8 inlines that; one more, and every
// promise costs some 200 ns more, whoever made it. Measured in a bare process, a library would be judged by whether it
// happened to be the one to bring the fifth.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs';
import { readFile as readFilePromise } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { setImmediate as immediate, setTimeout as timeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const file = fileURLToPath(import.meta.url);
const rounds = 20;

async function useResources() {
  for (let round = 0; round < rounds; round++) {
    await timeout(0);
    await immediate();
    await new Promise((resolve) => process.nextTick(resolve));
    await new Promise((resolve) => queueMicrotask(resolve));
    await new Promise((resolve) => setTimeout(resolve, 0));
    await readFilePromise(file);
    await promisify(readFile)(file);
    await promisify(randomBytes)(8);
  }
}

async function fetchOnce(port) {
  const response = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port }, resolve).on('error', reject);
  });
  for await (const chunk of response) if (chunk.length === 0) return;
}

async function useServer() {
  const server = createServer((_request, response) => response.end('here'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (let round = 0; round < rounds; round++) await fetchOnce(server.address().port);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Does once what every server does, within a context that is gone afterwards. */
export async function liveIn() {
  const storage = new AsyncLocalStorage();
  await storage.run({}, async () => {
    await useResources();
    await useServer();
  });
  storage.disable();
}
