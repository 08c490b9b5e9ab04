import { Hono, type Context } from 'hono';
import type { FileAnswer } from '../../wire/openedFile.js';
import { exportLines } from '../exchange/exportLines.js';
import { importLines } from '../exchange/importLines.js';
import type { OpenedFile, OpenedFiles } from '../files/openedFiles.js';
import { requestBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { TraceStore } from '../store/traceStore.js';
import { QueryParameters } from './queryParameters.js';

const longestName = 200;

export interface FileRoutesOptions {
  readonly files: OpenedFiles;
  /** Where what is kept goes. */
  readonly store: TraceStore;
  readonly limits: Limits;
  /** The routes of a store, as the page asks them below `/api`. */
  readonly routesOf: (file: OpenedFile) => Hono;
}

async function* linesOfStore(store: TraceStore): AsyncGenerator<string, void, undefined> {
  for (let cursor: string | undefined; ;) {
    const page = await store.listTraces({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    for (const { traceId } of page.traces) yield* exportLines(store, traceId);
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

/**
 * Files that are looked at without being kept. `POST /files?name=` opens one, `GET /files/:file/…` answers of it what `GET /api/…`
 * answers of the store, `POST /files/:file/keep` puts its traces into the store.
 */
export function fileRoutes({ files, store, limits, routesOf }: FileRoutesOptions): Hono {
  const routes = new WeakMap<OpenedFile, Hono>();
  const known = (context: Context): OpenedFile => {
    const file = files.get(context.req.param('file') ?? '');
    if (file !== undefined) return file;
    throw new RequestError(404, 'not-found', 'This file is no longer open: drop it on the page again.');
  };
  return new Hono()
    .post('/files', async (context) => {
      const name = new QueryParameters(context.req.url).text('name') ?? 'file';
      const body = await requestBody(context, limits);
      const { file, result } = await files.open(name.slice(0, longestName), body.toString().split('\n'));
      const { runCount, traceIds, refused } = result;
      if (runCount === 0) {
        const [first] = refused;
        const why = first === undefined ? 'It is empty.' : `Line ${first.line}: ${first.error}`;
        throw new RequestError(422, 'refused', `The file holds no runs. ${why}`);
      }
      return context.json({ fileId: file.id, runCount, traceIds, refusedCount: refused.length } satisfies FileAnswer);
    })
    .post('/files/:file/keep', async (context) => {
      const { runCount, traceIds, refused } = await importLines(store, linesOfStore(known(context).store));
      const { file: fileId } = context.req.param();
      return context.json({ fileId, runCount, traceIds, refusedCount: refused.length } satisfies FileAnswer);
    })
    .get('/files/:file/*', async (context) => {
      const file = known(context);
      const own = routes.get(file) ?? routesOf(file);
      routes.set(file, own);
      const url = new URL(context.req.url);
      url.pathname = url.pathname.replace(/^.*?\/files\/[^/]+/, '');
      const { headers, signal } = context.req.raw;
      return own.fetch(new Request(url, { headers, signal }));
    });
}
