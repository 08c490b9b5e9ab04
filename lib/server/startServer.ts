import { fileURLToPath } from 'node:url';
import { serve, type ServerType } from '@hono/node-server';
import type { Retention } from '../wire/serverInfo.js';
import type { Hono } from 'hono';
import { application } from './application.js';
import { defaultDataFolder, storeFile } from './dataFolder.js';
import { OpenedFiles } from './files/openedFiles.js';
import { defaultLimits, type Limits } from './limits.js';
import { ThreadedStore } from './store/threads/threadedStore.js';
import type { TraceStore } from './store/traceStore.js';
import { packageVersion } from './packageVersion.js';

/** How to start the server. */
export interface ServerOptions {
  /** Default 4319; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Address to listen at. Default `127.0.0.1`. Anything but loopback needs `apiKey`. */
  readonly host?: string | undefined;
  /** Folder of the store. Default: `TRACENEST_DATA`, else `.tracenest` in the home directory. */
  readonly dataFolder?: string | undefined;
  /** What clients must send as `x-api-key` or bearer token. Default: none, on loopback. */
  readonly apiKey?: string | undefined;
  /** Default: 30 days and 10 GB. */
  readonly retention?: Partial<Retention> | undefined;
  /** Further names that a server on loopback may be called by, such as that of a proxy in front of it. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of other pages that may use it, `https://app.example`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Another store than SQLite in `dataFolder`; it is closed with the server. */
  readonly store?: TraceStore | undefined;
  /** Folder of the built viewer. Default: the one in this package. */
  readonly viewerFolder?: string | undefined;
  /** Told of failures inside the server. Default: standard error. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A server that runs. */
export interface TraceServer {
  /** `http://127.0.0.1:4319`. */
  readonly url: string;
  readonly store: TraceStore;
  /** Takes no more requests, answers those that are there, and closes the store. */
  close(): Promise<void>;
}

export const defaultPort = 4319;
const pruneEveryMs = 60_000;
const closePatienceMs = 5000;
const gigabyte = 1024 ** 3;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Somebody could read and write traces from outside. */
export class KeyNeededError extends Error {
  override readonly name = 'KeyNeededError';

  constructor(host: string) {
    super(
      `${host} can be reached from other machines, so the server needs an API key: start it with --api-key (or apiKey), and give ` +
        'clients the same as LANGSMITH_API_KEY. Without --host it listens on this machine only, and needs none.',
    );
  }
}

/** Another program listens there. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} is taken, perhaps by a tracenest that runs already. Stop it, or choose another port with --port.`,
      { cause },
    );
  }
}

const builtViewer = fileURLToPath(new URL('../../dist/viewer', import.meta.url));

function listening(fetch: Hono['fetch'], port: number, hostname: string): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname, overrideGlobalObjects: false }, () => resolve(server));
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, error) : error);
    });
  });
}

/** Requests that are there are answered; one that hangs is not waited for. */
function stopped(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const closeAll = (): void => void ('closeAllConnections' in server && server.closeAllConnections());
    // Connections that clients keep open between requests would hold it for seconds, those of live feeds as soon as they end.
    const closeIdle = (): void => void ('closeIdleConnections' in server && server.closeIdleConnections());
    const patience = setTimeout(closeAll, closePatienceMs);
    const idle = setInterval(closeIdle, 50);
    server.close(() => {
      clearTimeout(patience);
      clearInterval(idle);
      resolve();
    });
    closeIdle();
  });
}

function urlOf(server: ServerType, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Starts the trace server: LangSmith's and OpenTelemetry's ingest in front, SQLite inside, and the viewer.
 *
 * @throws KeyNeededError, PortTakenError, and what opening the store throws: CorruptFileError, NewerSchemaError, NoSqliteError.
 * @example
 * const server = await startServer({ port: 0, dataFolder: 'traces' });
 * console.log(server.url);
 * await server.close();
 */
export async function startServer(options: ServerOptions = {}): Promise<TraceServer> {
  const { host = '127.0.0.1', apiKey, onError = (error) => process.stderr.write(`${String(error)}\n`) } = options;
  if (!isLoopback(host) && (apiKey ?? '') === '') throw new KeyNeededError(host);
  const store = options.store ?? (await ThreadedStore.open(storeFile(options.dataFolder ?? defaultDataFolder())));
  const retention = { maxAgeDays: 30, maxSize: 10 * gigabyte, ...options.retention };
  const closing = new AbortController();
  const files = new OpenedFiles();
  const app = application({
    store,
    files,
    limits: { ...defaultLimits, ...options.limits },
    retention,
    hostPolicy: {
      hosts: isLoopback(host) ? [host, ...(options.allowedHosts ?? [])] : 'any',
      origins: options.allowedOrigins ?? [],
    },
    apiKey,
    viewerFolder: options.viewerFolder ?? builtViewer,
    version: packageVersion,
    closing: closing.signal,
    onError,
  });
  const server = await listening(app.fetch, options.port ?? defaultPort, host).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const prune = (): void => void store.prune(retention, Date.now()).catch(onError);
  const pruning = setInterval(prune, pruneEveryMs).unref();
  prune();
  return {
    url: urlOf(server, host),
    store,
    async close() {
      clearInterval(pruning);
      closing.abort();
      await stopped(server);
      await files.close();
      await store.close();
    },
  };
}
