import { Hono, type Context } from 'hono';
import type { IngestResult } from '../ingest/ingestResult.js';
import { batchRuns, singleRun } from '../ingest/jsonRuns.js';
import { multipartRuns } from '../ingest/multipartRuns.js';
import { quickAnswer } from '../ingest/quickAnswer.js';
import { jsonBody, requestBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import type { StreamedTexts } from '../live/streamedTexts.js';
import type { TraceStore } from '../store/traceStore.js';
import { streamsFlag } from '../../wire/streamedText.js';

/** Refusals beyond so many are counted only: a broken client may have thousands of the same. */
const shownRefusals = 100;

/** The version of LangSmith whose API this is; its clients warn of an older one. */
const langsmithVersion = '0.16.0';

/** What LangSmith's clients ask before they send anything. */
function langsmithInfo(limits: Limits): object {
  return {
    version: langsmithVersion,
    instance_flags: {
      gzip_body_enabled: true,
      zstd_compression_enabled: true,
      sdb_query_enabled: false,
      [streamsFlag]: true,
    },
    // All six or none: Python's client dies of a missing one.
    batch_ingest_config: {
      use_multipart_endpoint: true,
      size_limit: 100,
      size_limit_bytes: Math.min(20_971_520, limits.part),
      scale_up_qsize_trigger: 1000,
      scale_up_nthreads_limit: 4,
      scale_down_nempty_trigger: 4,
    },
  };
}

/** LangSmith's ingest API: the good is kept before it is answered, the bad is named part by part. */
export function ingestRoutes(store: TraceStore, texts: StreamedTexts, limits: Limits): Hono {
  const answer = async (context: Context, { changes, refusals }: IngestResult): Promise<Response> => {
    await store.write(changes);
    texts.ended(changes);
    const told = { refused: refusals.length, errors: refusals.slice(0, shownRefusals) };
    const nothingTaken = changes.length === 0 && refusals.length > 0;
    if (!nothingTaken) return quickAnswer(context, 202, { accepted: changes.length, ...told });
    const message = `Nothing could be taken. ${refusals[0]?.part}: ${refusals[0]?.error}`;
    return context.json({ error: { code: 'refused', message }, ...told }, 422);
  };
  return new Hono()
    .get('/info', (context) => context.json(langsmithInfo(limits)))
    .post('/runs/multipart', async (context) => {
      const body = await requestBody(context, limits);
      return answer(context, multipartRuns(context.req.header('content-type') ?? '', body, limits));
    })
    .post('/runs/batch', async (context) => answer(context, batchRuns(await jsonBody(context, limits))))
    .post('/runs', async (context) => answer(context, singleRun('post', await jsonBody(context, limits))))
    .patch('/runs/:id', async (context) => {
      return answer(context, singleRun('patch', await jsonBody(context, limits), context.req.param('id')));
    });
}
