import ky, { type Options } from 'ky';
import { reportOnce } from '../../diagnostics/diagnostic.js';
import type { StreamedPiece, StreamedPieces } from '../../wire/streamedText.js';
import type { BatchTarget, DeliveryOutcome, PlainRequest } from '../batch/batchTarget.js';
import type { PackedRun } from '../batch/packedRun.js';
import { nextTurn } from '../batch/nextTurn.js';
import { bodyOf, joined, type Body } from './body.js';
import { compress, hasZstd } from './compress.js';
import type { Compression, Encoding } from './compression.js';
import { HiddenSecrets } from '../hiddenSecrets.js';
import { basicAuthorization, endpointName, withoutCredentials, type LangSmithEndpoint } from './endpoint.js';
import { NodeFetch } from './nodeFetch.js';
import { outcomeOf, type Answer } from './outcomeOf.js';
import { RunCalls, type Route, type RunCall } from './runCalls.js';
import { assumedInfo, parseServerInfo, type ServerInfo } from './serverInfo.js';
import type { StreamTarget } from './streamFeed.js';

export interface LangSmithTargetOptions {
  readonly compression: Compression;
  readonly headers: Readonly<Record<string, string>>;
  /** In place of Node's own HTTP. */
  readonly fetch: typeof fetch | undefined;
}

const json = 'application/json';
/** When a server that did not have a route is asked for it again: it may have been updated. */
const retryRouteMs = 300_000;
const retryInfoMs = 60_000;
const infoTimeoutMs = 10_000;
const streamsTimeoutMs = 5_000;
/** Below that, compressing costs more than it saves. */
const smallBody = 1_024;

/** LangSmith's ingest API, or any server that speaks it. */
export class LangSmithTarget implements BatchTarget, StreamTarget {
  readonly name: string;
  /** The headers of a run's parts. */
  readonly overhead = 1_000;
  readonly #endpoint: LangSmithEndpoint;
  readonly #options: LangSmithTargetOptions;
  readonly #calls = new RunCalls();
  readonly #nodeFetch = new NodeFetch();
  readonly #secrets: HiddenSecrets;
  /** What a URL with a name and a password in it stands for. */
  readonly #authorization: string | undefined;
  /** It says that it takes them and does not. */
  readonly #refusedEncodings = new Set<Encoding>();
  #info: ServerInfo = assumedInfo;
  #nextInfoAt = -Infinity;
  #closing = new AbortController();
  /** Routes that the server does not have, and when to look again. */
  readonly #missing = new Map<Route, number>();

  constructor(endpoint: LangSmithEndpoint, options: LangSmithTargetOptions) {
    const url = new URL(endpoint.endpoint);
    this.#secrets = new HiddenSecrets(url, options.headers, endpoint.apiKey);
    this.#authorization = basicAuthorization(url);
    // `Request` takes no URL with a password, and says so with the password.
    this.#endpoint = { ...endpoint, endpoint: withoutCredentials(url) };
    this.#options = options;
    this.name = endpointName(endpoint);
  }

  get limits(): { runs: number | undefined; bytes: number | undefined } {
    return { runs: this.#info.maxRuns, bytes: this.#info.maxBytes };
  }

  /** Asks the server what it takes. Nothing waits for the answer, and it keeps no process alive. */
  prepare(): void {
    const now = performance.now();
    if (now < this.#nextInfoAt) return;
    this.#nextInfoAt = now + retryInfoMs;
    void this.#askInfo().then(
      (info) => {
        this.#info = info;
        this.#nextInfoAt = performance.now() + retryRouteMs;
      },
      // Without an answer it is taken for a LangSmith of today.
      () => undefined,
    );
  }

  async deliver(runs: readonly PackedRun[], signal: AbortSignal): Promise<DeliveryOutcome> {
    for (;;) {
      const route = this.#route();
      const outcome = await this.#deliverBy(route, runs, signal);
      if (outcome !== undefined) return outcome;
      this.#missing.set(route, performance.now() + retryRouteMs);
    }
  }

  requestsFor(runs: readonly PackedRun[]): readonly PlainRequest[] {
    const calls = this.#callsBy(this.#route(), runs);
    return calls.map(({ method, path, type, body }) => ({
      url: this.#endpoint.endpoint + path,
      method,
      headers: { ...this.#headers(), 'content-type': type },
      body: joined(body),
    }));
  }

  get showsStreams(): boolean | undefined {
    return this.#info.streams;
  }

  async sendStreams(runs: readonly StreamedPiece[]): Promise<'taken' | 'out of step' | 'failed'> {
    const signal = AbortSignal.any([AbortSignal.timeout(streamsTimeoutMs), this.#closing.signal]);
    const body = bodyOf(Buffer.from(JSON.stringify({ runs } satisfies StreamedPieces)));
    const headers = { ...this.#headers(), 'content-type': json };
    try {
      const { status } = await this.#call('POST', '/tracenest/streams', headers, signal, body);
      return status === 409 ? 'out of step' : status < 300 ? 'taken' : 'failed';
    } catch {
      return 'failed';
    }
  }

  close(): void {
    this.#closing.abort();
    this.#nodeFetch.close();
  }

  #route(): Route {
    const now = performance.now();
    const has = (route: Route): boolean => (this.#missing.get(route) ?? 0) < now;
    if (this.#info.multipart && has('multipart')) return 'multipart';
    return has('batch') ? 'batch' : 'single';
  }

  #callsBy(route: Route, runs: readonly PackedRun[]): readonly RunCall[] {
    if (route !== 'multipart' && runs.some((run) => run.hasAttachments)) this.#tellOfAttachments();
    return this.#calls.by(route, runs);
  }

  /** `undefined`: the server does not have that route. */
  async #deliverBy(
    route: Route,
    runs: readonly PackedRun[],
    signal: AbortSignal,
  ): Promise<DeliveryOutcome | undefined> {
    let outcome: DeliveryOutcome = { kind: 'delivered' };
    for (const call of this.#callsBy(route, runs)) {
      const answer = await this.#send(call, signal);
      if ((answer.status === 404 || answer.status === 405) && route !== 'single') return undefined;
      // Only then it has been read to its end.
      if (answer.status < 300) this.#calls.taken(call);
      const count = route === 'single' ? 1 : runs.length;
      outcome = outcomeOf(answer, count, this.name);
      if (outcome.kind !== 'delivered') return outcome;
      await nextTurn();
    }
    return outcome;
  }

  #tellOfAttachments(): void {
    reportOnce(this, {
      code: 'attachments-unsupported',
      message: `${this.name} takes runs only in ways that have no place for attachments (it has no /runs/multipart); runs arrive without theirs.`,
    });
  }

  #encoding(length: number): Encoding | undefined {
    const { compression } = this.#options;
    if (compression === 'none' || length < smallBody) return undefined;
    if (compression !== 'auto') return compression;
    const { zstd, gzip } = this.#info;
    const usable = { zstd: zstd && hasZstd, gzip };
    return (['zstd', 'gzip'] as const).find((encoding) => usable[encoding] && !this.#refusedEncodings.has(encoding));
  }

  async #send({ method, path, type, body }: RunCall, signal: AbortSignal): Promise<Answer> {
    const encoding = this.#encoding(body.length);
    const headers = { ...this.#headers(), 'content-type': type };
    if (encoding === undefined) return this.#call(method, path, headers, signal, body);
    const encoded = await compress(body, encoding);
    const answer = await this.#call(method, path, { ...headers, 'content-encoding': encoding }, signal, encoded);
    if (answer.status !== 415) return answer;
    this.#refusedEncodings.add(encoding);
    return this.#call(method, path, headers, signal, body);
  }

  async #call(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    body?: Body,
  ): Promise<Answer> {
    const url = this.#endpoint.endpoint + path;
    const { fetch: ownFetch } = this.#options;
    const transport: Options =
      ownFetch === undefined
        ? { fetch: this.#nodeFetch.sending({ headers, body, signal }) as typeof fetch }
        : {
            fetch: ownFetch,
            headers: { ...headers },
            signal,
            redirect: 'manual',
            ...(body === undefined ? {} : { body: joined(body).slice() }),
          };
    // Tries and their time are the outbox's: a server that is away is away for all requests together.
    const common: Options = {
      method,
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
    };
    const answer = async (): Promise<Answer> => {
      const response = await ky(url, { ...common, ...transport });
      const text = response.body === null ? '' : this.#secrets.outOf(await response.text());
      return { status: response.status, text, retryAfter: response.headers.get('retry-after') };
    };
    return answer().catch((error: unknown) => {
      // Without the error itself: ky's hold the request, and that the key.
      throw new Error(this.#secrets.outOf(describe(error)));
    });
  }

  async #askInfo(): Promise<ServerInfo> {
    const signal = AbortSignal.any([AbortSignal.timeout(infoTimeoutMs), this.#closing.signal]);
    const { status, text } = await this.#call('GET', '/info', { ...this.#headers(), accept: json }, signal);
    if (status !== 200) throw new Error(`GET /info answered ${status}`);
    return parseServerInfo(JSON.parse(text));
  }

  #headers(): Record<string, string> {
    const { apiKey, workspaceId } = this.#endpoint;
    return {
      'user-agent': 'tracenest',
      ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
      ...this.#options.headers,
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      ...(workspaceId === undefined ? {} : { 'x-tenant-id': workspaceId }),
    };
  }
}

/** The message and, where that says nothing (`fetch failed`), what is behind it. */
function describe(error: unknown): string {
  const { message, cause } = Object(error) as { message?: unknown; cause?: unknown };
  const own = typeof message === 'string' ? message : String(error);
  const behind: unknown = (Object(cause) as { message?: unknown }).message;
  return typeof behind === 'string' ? `${own} (${behind})` : own;
}
