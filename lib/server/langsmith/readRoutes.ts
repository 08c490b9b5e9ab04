import { Hono } from 'hono';
import { isoTimestamp } from '../../run/timestamp.js';
import { isUuid } from '../../run/identity.js';
import { jsonBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { StoredRun, TraceStore } from '../store/traceStore.js';
import { langsmithRun, langsmithRunV2, selected } from './langsmithRun.js';
import { projectId, projectNames } from './projectIds.js';
import { runQuery, runQueryV2 } from './runQueries.js';

const tenantId = '00000000-0000-0000-0000-000000000000';

function bodyOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null)
    throw new RequestError(400, 'bad-query', 'The body is no JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

async function knownRun(store: TraceStore, id: string): Promise<StoredRun> {
  const run = isUuid(id) ? await store.run(id.toLowerCase()) : undefined;
  if (run === undefined) throw new RequestError(404, 'not-found', `There is no run ${id.slice(0, 60)}.`);
  return run;
}

/** Those of larger traces are not told: LangSmith's clients before 0.4 load each that is named here. */
const mostNamed = 5000;

async function runsBelow(store: TraceStore, { row }: StoredRun): Promise<readonly string[]> {
  const skeleton = await store.trace(row.traceId, { limit: mostNamed });
  if (skeleton === undefined || skeleton.nextCursor !== null) return [];
  const { id: ids, parent } = skeleton.columns;
  const top = ids.indexOf(row.id);
  if (top < 0) return [];
  const below = new Set([top]);
  // A parent may stand behind its child: until nothing is added.
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const [index, above] of parent.entries()) if (below.has(above)) below.add(index);
  }
  return [...below].slice(1).flatMap((index) => ids[index] ?? []);
}

function projectOf(name: string): object {
  return {
    id: projectId(name),
    name,
    tenant_id: tenantId,
    start_time: isoTimestamp(0),
    end_time: null,
    extra: {},
    description: null,
  };
}

/** What LangSmith's client reads of traces, first generation. */
export function readRoutes(store: TraceStore, limits: Limits): Hono {
  return new Hono()
    .get('/runs/:id', async (context) => {
      const run = await knownRun(store, context.req.param('id'));
      return context.json({ ...langsmithRun(run, context.req.url), child_run_ids: await runsBelow(store, run) });
    })
    .post('/runs/query', async (context) => {
      const body = bodyOf(await jsonBody(context, limits));
      const { runs, nextCursor } = await store.listRuns(await runQuery(store, body));
      const shown = runs.map((run) => selected(langsmithRun(run, context.req.url), body['select']));
      return context.json({ runs: shown, cursors: { next: nextCursor } });
    })
    .get('/sessions', async (context) => {
      const { name, name_contains: part = '', offset = '0', limit = '100' } = context.req.query();
      const names = (await store.projects()).filter((project) =>
        name === undefined ? project.includes(part) : project === name,
      );
      return context.json(names.slice(Number(offset), Number(offset) + Number(limit)).map(projectOf));
    })
    .get('/sessions/:id', async (context) => {
      const [name = ''] = await projectNames(store, [context.req.param('id')]);
      return context.json(projectOf(name));
    });
}

function traceOf(run: StoredRun, selects: unknown, tokens: number, cost: number): object {
  return { root_run: langsmithRunV2(run, selects), trace_aggregates: { total_tokens: tokens, total_cost: cost } };
}

/** The same, second generation: under `/api/v2`. */
export function readRoutesV2(store: TraceStore, limits: Limits): Hono {
  return new Hono()
    .post('/runs/query', async (context) => {
      const body = bodyOf(await jsonBody(context, limits));
      const { runs, nextCursor } = await store.listRuns(await runQueryV2(store, body));
      return context.json({ items: runs.map((run) => langsmithRunV2(run, body['selects'])), next_cursor: nextCursor });
    })
    .get('/runs/:id', async (context) => {
      const run = await knownRun(store, context.req.param('id'));
      return context.json(langsmithRunV2(run, context.req.queries('selects')));
    })
    .get('/runs/:id/url', async (context) => {
      const { row } = await knownRun(store, context.req.param('id'));
      return context.json({ url: new URL(`/traces/${row.traceId}?run=${row.id}`, context.req.url).href });
    })
    .post('/traces/query', async (context) => {
      const body = bodyOf(await jsonBody(context, limits));
      const { runs, nextCursor } = await store.listRuns(await runQueryV2(store, { ...body, is_root: true }));
      const items = await Promise.all(
        runs.map(async (run) => {
          const usage = (await store.summary(run.row.traceId))?.usage;
          return traceOf(run, body['selects'], usage?.totalTokens ?? 0, usage?.cost ?? 0);
        }),
      );
      return context.json({ items, next_cursor: nextCursor });
    })
    .get('/traces/:id/runs', async (context) => {
      const query = await runQueryV2(store, {
        trace_id: context.req.param('id').toLowerCase(),
        filter: context.req.query('filter'),
      });
      const items: object[] = [];
      for (let cursor: string | undefined | null; cursor !== null;) {
        const page = await store.listRuns({ ...query, cursor: cursor ?? undefined });
        items.push(...page.runs.map((run) => langsmithRunV2(run, context.req.queries('selects'))));
        cursor = page.nextCursor;
      }
      return context.json({ items });
    })
    .post('/threads/query', async (context) => {
      const body = bodyOf(await jsonBody(context, limits));
      const id = typeof body['project_id'] === 'string' ? [body['project_id']] : undefined;
      const project = id === undefined ? undefined : await projectNames(store, id);
      const cursor = typeof body['cursor'] === 'string' && body['cursor'] !== '' ? body['cursor'] : undefined;
      const { threads, nextCursor } = await store.threads({ project, limit: 100, cursor });
      const items = threads.map((thread) => ({
        thread_id: thread.threadId,
        count: thread.traceCount,
        first_inputs: thread.inputPreview,
        last_outputs: thread.outputPreview,
        min_start_time: isoTimestamp(thread.firstStart),
        max_start_time: isoTimestamp(thread.lastStart),
        total_tokens: thread.usage.totalTokens ?? 0,
        total_cost: thread.usage.cost ?? 0,
      }));
      return context.json({ items, next_cursor: nextCursor });
    });
}
