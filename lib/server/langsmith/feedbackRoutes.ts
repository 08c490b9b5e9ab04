import { Hono, type Context } from 'hono';
import { isUuid } from '../../run/identity.js';
import type { Feedback } from '../../wire/runDetail.js';
import { aboutRun, changedFeedback, feedbackChangeOf } from '../ingest/feedbackChangeOf.js';
import { jsonBody } from '../ingest/requestBody.js';
import { RefusedRun } from '../ingest/runChangeOf.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import { QueryParameters } from '../routes/queryParameters.js';
import type { TraceStore } from '../store/traceStore.js';
import { langsmithFeedback } from './langsmithFeedback.js';

const mostPerPage = 1000;

/** @throws RequestError where it is unknown. */
async function knownFeedback(store: TraceStore, context: Context): Promise<Feedback> {
  const id = context.req.param('id') ?? '';
  const [feedback] = isUuid(id) ? await store.feedback({ ids: [id.toLowerCase()], limit: 1 }) : [];
  if (feedback === undefined) throw new RequestError(404, 'not-found', `There is no feedback ${id.slice(0, 60)}.`);
  return feedback;
}

/** What is refused is the client's mistake. */
function read<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof RefusedRun) throw new RequestError(422, 'refused', error.message);
    throw error;
  }
}

function lowerCase(ids: readonly string[] | undefined): readonly string[] | undefined {
  return ids?.map((id) => id.toLowerCase());
}

/** What LangSmith's clients write and read of feedback. */
export function feedbackRoutes(store: TraceStore, limits: Limits): Hono {
  return new Hono()
    .get('/feedback', async (context) => {
      const query = new QueryParameters(context.req.url);
      const found = await store.feedback({
        runs: lowerCase(query.list('run')),
        keys: query.list('key'),
        sources: query.list('source'),
        offset: query.integer('offset', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
        limit: query.integer('limit', { least: 1, most: mostPerPage, otherwise: 100 }),
      });
      return context.json(found.map(langsmithFeedback));
    })
    .post('/feedback', async (context) => {
      const body = await jsonBody(context, limits);
      const change = read(() => feedbackChangeOf(body));
      await store.write([change]);
      const ids = change.feedback?.map(({ id }) => id);
      const [kept] = await store.feedback({ ids, limit: 1 });
      return context.json(kept === undefined ? {} : langsmithFeedback(kept));
    })
    .get('/feedback/:id', async (context) => context.json(langsmithFeedback(await knownFeedback(store, context))))
    .patch('/feedback/:id', async (context) => {
      const body = await jsonBody(context, limits);
      const { id, runId } = await knownFeedback(store, context);
      const change = read(() => changedFeedback(id, body));
      await store.write([aboutRun(runId, { feedback: [change] })]);
      return context.json(langsmithFeedback(await knownFeedback(store, context)));
    })
    .delete('/feedback/:id', async (context) => {
      const { id, runId } = await knownFeedback(store, context);
      await store.write([aboutRun(runId, { feedback: [{ id, isRemoved: true }] })]);
      return context.json({ message: 'The feedback is removed.' });
    });
}
