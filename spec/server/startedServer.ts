import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { SqliteStore, startServer, type ServerOptions, type TraceServer } from 'tracenest/server';

/**
 * Starts servers on loopback, each with a store of its own; they are closed after the tests of the file. The store is in this
 * thread, which starts faster and runs the sources: that one in threads keeps the same contract, and the command runs on it.
 */
export function serverStarter(): (options?: ServerOptions) => Promise<TraceServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-spec-'));
  const servers: TraceServer[] = [];
  afterAll(async () => {
    for (const server of servers) await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return async (options = {}) => {
    const dataFolder = options.dataFolder ?? join(folder, String(servers.length));
    const store = options.store ?? (await SqliteStore.open(join(dataFolder, 'traces.db')));
    const server = await startServer({ port: 0, ...options, store });
    servers.push(server);
    return server;
  };
}

/** Posts JSON and reads the answer. */
export async function postJson(url: string, body: unknown, method = 'POST'): Promise<{ status: number; body: any }> {
  const response = await fetch(url, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export async function getJson(url: string): Promise<any> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** Asks again until the answer is as wanted; the last answer after ten seconds, for the test to show. */
export async function eventually<Value>(ask: () => Promise<Value>, isReady: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + 10_000;
  for (;;) {
    const value = await ask().catch((error: unknown) => {
      if (Date.now() > end) throw error;
      return undefined;
    });
    if (value !== undefined && (isReady(value) || Date.now() > end)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
