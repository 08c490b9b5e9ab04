import { Hono } from 'hono';
import { exportLines, exportName } from '../exchange/exportLines.js';
import { importLines } from '../exchange/importLines.js';
import { requestBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { TraceStore } from '../store/traceStore.js';

/** Traces as files, out and in. */
export function exchangeRoutes(store: TraceStore, limits: Limits): Hono {
  return new Hono()
    .get('/traces/:id/export', async (context) => {
      const id = context.req.param('id').toLowerCase();
      const summary = await store.summary(id);
      if (summary === undefined) throw new RequestError(404, 'not-found', `There is no trace ${id.slice(0, 60)}.`);
      const lines = exportLines(store, id);
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await lines.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        },
        async cancel() {
          await lines.return();
        },
      });
      const name = exportName(summary.startTime, id);
      return context.body(body, 200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
      });
    })
    .post('/import', async (context) => {
      const body = await requestBody(context, limits);
      const result = await importLines(store, body.toString().split('\n'));
      const nothing = result.runCount === 0 && result.refused.length > 0;
      if (nothing)
        throw new RequestError(
          422,
          'refused',
          `The file holds no runs. Line ${result.refused[0]?.line}: ${result.refused[0]?.error}`,
        );
      return context.json(result);
    });
}
