import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { setCookie } from 'hono/cookie';
import type { Problem, Retention, ServerInfo } from '../wire/serverInfo.js';
import type { OpenedFile, OpenedFiles } from './files/openedFiles.js';
import { boundedBodies } from './ingest/bodyMemory.js';
import { jsonBody } from './ingest/requestBody.js';
import type { Limits } from './limits.js';
import { liveRoute } from './live/liveRoute.js';
import { feedbackRoutes } from './langsmith/feedbackRoutes.js';
import { streamRoute } from './live/streamRoute.js';
import { StreamedTexts } from './live/streamedTexts.js';
import { pageLinks } from './langsmith/pageLinks.js';
import { readRoutes, readRoutesV2 } from './langsmith/readRoutes.js';
import { otlpRoutes } from './otlp/otlpRoutes.js';
import { RequestError } from './requestError.js';
import { ingestRoutes } from './langsmith/ingestRoutes.js';
import { exchangeRoutes } from './routes/exchangeRoutes.js';
import { fileRoutes } from './routes/fileRoutes.js';
import { staticFiles } from './routes/staticFiles.js';
import { viewerRoutes } from './routes/viewerRoutes.js';
import { isSameKey, keyCookie, requireKey } from './security/requireKey.js';
import { withSafeHeaders } from './security/safeHeaders.js';
import { originOf, sameHost, type HostPolicy } from './security/sameHost.js';
import type { TraceStore } from './store/traceStore.js';
import { storeFailure } from './storeFailure.js';

/** What the routes need to know. */
export interface ApplicationOptions {
  readonly store: TraceStore;
  readonly files: OpenedFiles;
  readonly limits: Limits;
  readonly retention: Retention;
  readonly hostPolicy: HostPolicy;
  readonly apiKey: string | undefined;
  readonly viewerFolder: string;
  readonly version: string;
  /** Ends the live feeds. */
  readonly closing: AbortSignal;
  /** Told of failures that are nobody's request's fault. */
  readonly onError: (error: unknown) => void;
}

function problem(code: string, message: string): Problem {
  return { error: { code, message } };
}

/** Exchanges the key for a cookie that scripts cannot read: a page's `EventSource` has no headers of its own. */
function sessionRoute(apiKey: string, limits: Limits): Hono {
  return new Hono().post('/api/session', async (context) => {
    const { key } = Object(await jsonBody(context, limits)) as { key?: unknown };
    if (typeof key !== 'string' || !isSameKey(key, apiKey)) {
      throw new RequestError(401, 'key-needed', 'This is not the key that the server was started with.');
    }
    setCookie(context, keyCookie, key, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return context.body(null, 204);
  });
}

function serverInfo({ store, retention, apiKey, version }: ApplicationOptions): () => Promise<ServerInfo> {
  return async () => {
    const { runCount, traceCount, bytes } = await store.size();
    return { version, runCount, traceCount, storeSize: bytes, retention, isKeyNeeded: apiKey !== undefined };
  };
}

/** What the page asks, of any store. */
function pageRoutes(options: ApplicationOptions, info: () => Promise<ServerInfo>, texts = new StreamedTexts()): Hono {
  const { store, limits, closing } = options;
  return new Hono()
    .route('/', viewerRoutes(store, info))
    .route('/', exchangeRoutes(store, limits))
    .route('/', liveRoute(store, texts, closing));
}

function routesOfFile(options: ApplicationOptions, { store, name }: OpenedFile): Hono {
  const own = { ...options, store };
  const info = serverInfo(own);
  const app = pageRoutes(own, async () => ({ ...(await info()), file: name }));
  handleErrors(app, options.onError);
  return app;
}

/** LangSmith's clients ask for much that is not about traces. */
function notFoundText({ method, path }: { readonly method: string; readonly path: string }): string {
  return `There is no ${method} ${path.slice(0, 200)}: this server keeps traces and what is said about them, nothing else.`;
}

function handleErrors(app: Hono, onError: (error: unknown) => void): void {
  app.onError((error, context) => {
    if (error instanceof RequestError)
      return context.json(problem(error.code, error.message), error.status, { ...error.headers });
    // By its name: it may come out of another thread.
    if (error.name === 'BadCursorError') return context.json(problem('bad-query', error.message), 400);
    if (error instanceof RangeError && error.message.includes('call stack'))
      return context.json(problem('too-deep', 'Something of this is nested too deeply.'), 400);
    onError(error);
    const failure = storeFailure(error);
    if (failure !== undefined) {
      const message = `Nothing was stored. ${failure.message}`;
      return context.json(problem(failure.code, message), 503, { 'retry-after': '10' });
    }
    return context.json(problem('failed', 'The server failed to answer this; its log says why.'), 500);
  });
  app.notFound((context) => context.json(problem('not-found', notFoundText(context.req)), 404));
}

/** What needs the key, where there is one: all but the page itself. */
function apiRoutes(options: ApplicationOptions): Hono {
  const { store, files, limits } = options;
  const texts = new StreamedTexts();
  const api = new Hono();
  api.route('/api', pageRoutes(options, serverInfo(options), texts));
  api.route('/api', fileRoutes({ files, store, limits, routesOf: (file) => routesOfFile(options, file) }));
  for (const base of ['/', '/api/v1']) {
    api.route(base, ingestRoutes(store, texts, limits)).route(base, readRoutes(store, limits));
    api.route(base, streamRoute(texts, limits));
    api.route(base, feedbackRoutes(store, limits)).route(base, otlpRoutes(store, limits));
  }
  api.route('/', pageLinks(store));
  for (const base of ['/v2', '/api/v2']) api.route(base, readRoutesV2(store, limits));
  return api;
}

/** All routes of the server. */
export function application(options: ApplicationOptions): Hono {
  const { limits, apiKey } = options;
  const app = new Hono();
  handleErrors(app, options.onError);
  app.use(withSafeHeaders);
  app.use(sameHost(options.hostPolicy));
  if (options.hostPolicy.origins.length > 0) app.use(cors({ origin: options.hostPolicy.origins.map(originOf) }));
  app.use(boundedBodies(limits.inFlight));
  app.get('/health', (context) => context.json({ service: 'tracenest', status: 'ok' }));
  const api = apiRoutes(options);
  if (apiKey !== undefined) {
    app.route('/', sessionRoute(apiKey, limits));
    // Whatever there is, so that nothing new is forgotten.
    for (const path of new Set(api.routes.map((route) => route.path))) app.use(path, requireKey(apiKey));
  }
  return app.route('/', api).use(staticFiles(options.viewerFolder));
}
