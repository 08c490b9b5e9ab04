import { Hono } from 'hono';
import { partNames, type Json } from '../../wire/runDetail.js';
import type { ServerInfo } from '../../wire/serverInfo.js';
import { valueAt } from '../cutValue.js';
import { partSlice } from '../partSlice.js';
import { RequestError } from '../requestError.js';
import { runDetail } from '../runDetail.js';
import type { StoredRun, TraceStore } from '../store/traceStore.js';
import { misplacedRuns } from '../misplaced/misplacedRuns.js';
import { attachmentResponse } from './attachmentResponse.js';
import { QueryParameters } from './queryParameters.js';

function notFound(what: string, id: string): RequestError {
  return new RequestError(
    404,
    'not-found',
    `There is no ${what} ${id.slice(0, 60)} here: it has not arrived, or retention removed it.`,
  );
}

async function knownRun(store: TraceStore, id: string): Promise<StoredRun> {
  const run = await store.run(id.toLowerCase());
  if (run === undefined) throw notFound('run', id);
  return run;
}

function textOfPart(run: StoredRun, name: string): string {
  const text = run.parts[partNames.find((part) => part === name) ?? 'inputs'];
  if (text === undefined || !partNames.some((part) => part === name)) throw notFound('part', name);
  return text;
}

function partRoutes(store: TraceStore): Hono {
  return new Hono()
    .get('/:id', async (context) => context.json(runDetail(await knownRun(store, context.req.param('id')))))
    .get('/:id/parts/:part', async (context) => {
      const query = new QueryParameters(context.req.url);
      const text = textOfPart(await knownRun(store, context.req.param('id')), context.req.param('part'));
      const path = query.text('path') ?? '';
      const value = valueAt(JSON.parse(text) as Json, path);
      if (value === undefined) throw notFound('value at', path);
      const offset = query.integer('offset', { least: 0, most: 2 ** 31, otherwise: 0 });
      return context.json(partSlice(value, offset, query.number('limit')));
    })
    .get('/:id/parts/:part/raw', async (context) => {
      const { id, part } = context.req.param();
      const text = textOfPart(await knownRun(store, id), part);
      context.header('content-disposition', `attachment; filename="${part}.json"`);
      return context.body(text, 200, { 'content-type': 'application/json; charset=utf-8' });
    })
    .get('/:id/attachments/:name', async (context) => {
      const { id, name } = context.req.param();
      const file = await store.attachment(id.toLowerCase(), name);
      if (file === undefined) throw notFound('attachment', name);
      return attachmentResponse(context, file);
    });
}

/** What the viewer reads: see lib/wire. */
export function viewerRoutes(store: TraceStore, info: () => Promise<ServerInfo>): Hono {
  return new Hono()
    .get('/info', async (context) => context.json(await info()))
    .get('/traces', async (context) =>
      context.json(await store.listTraces(new QueryParameters(context.req.url).traceList())),
    )
    .get('/stats', async (context) => {
      const query = new QueryParameters(context.req.url);
      return context.json(await store.stats(query.filter(), query.oneOf('of', ['traces', 'runs']) ?? 'traces'));
    })
    .get('/facets', async (context) => context.json(await store.facets()))
    .get('/threads', async (context) => context.json(await store.threads(new QueryParameters(context.req.url).page())))
    .get('/search', async (context) => {
      const query = new QueryParameters(context.req.url);
      const page = { ...query.page(), q: query.requiredText('q'), trace: query.text('trace') };
      return context.json(await store.search(page));
    })
    .get('/traces/:id', async (context) => {
      const id = context.req.param('id').toLowerCase();
      const skeleton = await store.trace(id, new QueryParameters(context.req.url).skeleton());
      if (skeleton === undefined) throw notFound('trace', id);
      return context.json(skeleton);
    })
    .get('/traces/:id/misplaced', async (context) => {
      return context.json({ misplaced: await misplacedRuns(store, context.req.param('id').toLowerCase()) });
    })
    .route('/runs', partRoutes(store));
}
