import { Hono } from 'hono';
import { isUuid } from '../../run/identity.js';
import { RequestError } from '../requestError.js';
import type { TraceStore } from '../store/traceStore.js';
import { projectNames } from './projectIds.js';

/** Where the links lead that LangSmith's clients make (`getRunUrl`, `getProjectUrl`, with this server as their `webUrl`). */
export function pageLinks(store: TraceStore): Hono {
  return new Hono()
    .get('/o/:tenant/projects/p/:project', async (context) => {
      const [name = ''] = await projectNames(store, [context.req.param('project')]);
      return context.redirect(`/?project=${encodeURIComponent(name)}`);
    })
    .get('/o/:tenant/projects/p/:project/r/:run', async (context) => {
      const id = context.req.param('run').toLowerCase();
      const run = isUuid(id) ? await store.run(id) : undefined;
      if (run === undefined) throw new RequestError(404, 'not-found', `There is no run ${id.slice(0, 60)}.`);
      return context.redirect(`/traces/${run.row.traceId}?run=${id}`);
    });
}
