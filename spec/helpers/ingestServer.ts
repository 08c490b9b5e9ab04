import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { parseIngest, type IngestWrite } from './ingestBody.js';

/** What the server does instead of answering well. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Answers well, later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Takes everything in and never answers. */
  | { readonly kind: 'hang' }
  /** Breaks off in the middle of the body. */
  | { readonly kind: 'reset' }
  /** Keeps what came, and breaks off before it says so. */
  | { readonly kind: 'resetAfter' }
  /** Keeps what came, says so, and breaks off in the middle of the answer. */
  | { readonly kind: 'cutAnswer' }
  /** Answers in its own words, and closes its side. */
  | { readonly kind: 'raw'; readonly text: string }
  /** Answers something that is no HTTP. */
  | { readonly kind: 'garbage' }
  /** Closes its side without an answer. */
  | { readonly kind: 'halfClosed' };

export interface IngestRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: number;
  readonly body: Buffer;
  readonly writes: readonly IngestWrite[];
}

export interface IngestOptions {
  /** What `GET /info` says. Default `{}`. */
  readonly info?: unknown;
  /** What goes wrong with the request of this number, counted without those for `/info`. */
  readonly fault?: (request: {
    readonly number: number;
    readonly method: string;
    readonly path: string;
  }) => Fault | undefined;
  /** What goes wrong with `/info`. */
  readonly infoFault?: () => Fault | undefined;
  /** The status with which a request is refused that holds this run. */
  readonly refuses?: (run: Readonly<Record<string, any>>) => number | undefined;
  /** Larger bodies, and more runs, are answered 413. */
  readonly maxBytes?: number;
  readonly maxRuns?: number;
  /** Whether compressed bodies are answered 415. */
  readonly refusesEncodings?: boolean;
  /** Paths that are not there. */
  readonly missing?: readonly string[];
}

/** A server that speaks LangSmith's ingest API, keeps what it gets, and does wrong what it is told to. */
export interface IngestServer extends AsyncDisposable {
  readonly url: string;
  /** By id; each as it is after all that came about it. */
  readonly runs: ReadonlyMap<string, Readonly<Record<string, any>>>;
  readonly feedback: ReadonlyMap<string, Readonly<Record<string, any>>>;
  /** By `<run id>.<name>`. */
  readonly attachments: ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>;
  /** Those for runs and feedback, in order. */
  readonly requests: readonly IngestRequest[];
  readonly infoRequests: number;
  /** What was wrong with a request that a LangSmith server would have had to guess. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding'];
  if (encoding === 'zstd')
    return (zlib as unknown as { zstdDecompressSync(bytes: Buffer): Buffer }).zstdDecompressSync(body);
  return encoding === 'gzip' ? zlib.gunzipSync(body) : body;
}

class Store {
  readonly runs = new Map<string, Record<string, any>>();
  readonly feedback = new Map<string, Record<string, any>>();
  readonly attachments = new Map<string, { type: string; bytes: Buffer }>();

  keep(writes: readonly IngestWrite[]): void {
    for (const { kind, id, members, attachments } of writes) {
      const given = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
      const bag = kind === 'feedback' ? this.feedback : this.runs;
      bag.set(id, { ...bag.get(id), ...Object.fromEntries(given) });
      for (const [name, file] of Object.entries(attachments)) this.attachments.set(`${id}.${name}`, file);
    }
  }
}

/** Does what a fault says; `true` where nothing is left to answer. */
async function misbehave(fault: Fault, response: ServerResponse, keep: () => void): Promise<boolean> {
  const { socket } = response;
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '{"detail":"as told"}');
      return true;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return false;
    case 'hang':
      return true;
    case 'reset':
      socket?.resetAndDestroy();
      return true;
    case 'resetAfter':
      keep();
      socket?.resetAndDestroy();
      return true;
    case 'cutAnswer':
      keep();
      response.writeHead(202, { 'content-length': '1000' });
      response.write('{');
      setTimeout(() => socket?.destroy(), 5);
      return true;
    case 'raw':
      socket?.end(fault.text);
      return true;
    case 'garbage':
      socket?.end('GARBAGE 99 what?\r\n\r\n');
      return true;
    case 'halfClosed':
      socket?.end();
      return true;
  }
}

export async function ingestServer(options: IngestOptions = {}): Promise<IngestServer> {
  const store = new Store();
  const requests: IngestRequest[] = [];
  const violations: string[] = [];
  let count = 0;
  let infoRequests = 0;

  async function answerInfo(response: ServerResponse): Promise<void> {
    infoRequests += 1;
    const fault = options.infoFault?.();
    if (fault !== undefined && (await misbehave(fault, response, () => undefined))) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(options.info ?? {}));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request;
    if (path === '/info') return answerInfo(response);
    count += 1;
    const fault = options.fault?.({ number: count, method, path });
    // In the middle of the body: there is more to come.
    if (fault?.kind === 'reset') return void (await misbehave(fault, response, () => undefined));
    const body = await bodyOf(request);
    if (options.refusesEncodings === true && request.headers['content-encoding'] !== undefined) {
      return void response.writeHead(415).end();
    }
    if (options.missing?.some((missing) => path.startsWith(missing)) === true) {
      return void response.writeHead(404).end('{"detail":"Not Found"}');
    }
    const { writes, problems } = parseIngest(method, path, request.headers['content-type'] ?? '', body);
    violations.push(...problems);
    requests.push({
      method,
      path,
      headers: request.headers,
      bytes: Number(request.headers['content-length']),
      body,
      writes,
    });
    const keep = (): void => store.keep(writes);
    if (fault !== undefined && (await misbehave(fault, response, keep))) return;
    const isLarge = body.length > (options.maxBytes ?? Infinity) || writes.length > (options.maxRuns ?? Infinity);
    if (isLarge) return void response.writeHead(413).end('{"detail":"too large"}');
    const refusal = writes.map(({ members }) => options.refuses?.(members)).find((status) => status !== undefined);
    if (refusal !== undefined) return void response.writeHead(refusal).end('{"detail":"no such run is taken"}');
    keep();
    response.writeHead(202, { 'content-type': 'application/json' }).end('{}');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A body that was broken off by the client is none of the server's business.
      if (!request.destroyed) violations.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs: store.runs,
    feedback: store.feedback,
    attachments: store.attachments,
    requests,
    get infoRequests() {
      return infoRequests;
    },
    violations,
    close,
    [Symbol.asyncDispose]: close,
  };
}
