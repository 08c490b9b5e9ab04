import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'langsmith';
import { configure, flush, trace } from 'tracenest';
import { LangSmithExporter, type Feedback } from 'tracenest/exporters';
import { isInSample } from '../../../lib/export/sampling/traceSample.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';

const { diagnostics } = freshTracing();
let server: IngestServer;
beforeEach(async () => void (server = await ingestServer()));
afterEach(async () => server.close());

function exporting(samplingRate = 1): LangSmithExporter {
  const exporter = new LangSmithExporter({ endpoint: server.url, apiKey: 'key', samplingRate });
  configure({ exporter });
  return exporter;
}

const id = '01a1f9ee-915a-7000-8031-65217892e895';

test('feedback says what that of the official client says', async () => {
  const said = { key: 'correct', score: 0.5, value: 'B', comment: 'nearly', correction: { answer: 'A' } };
  exporting().createFeedback({ runId: id, traceId: id, ...said });
  await flush();
  const [ours] = server.feedback.values();
  const theirs = await new Client({ apiUrl: server.url, apiKey: 'key' }).createFeedback({
    runId: id,
    traceId: id,
    sessionId: id,
    ...said,
  });
  const { created_at, modified_at, id: ourId, ...rest } = ours ?? {};
  expect(JSON.parse(JSON.stringify(theirs))).toMatchObject(rest);
  expect([created_at, modified_at, ourId].every((value) => typeof value === 'string')).toBe(true);
  expect(server.violations).toEqual([]);
});

test('feedback on traces that are not in the sample is not sent, as they are not', async () => {
  const exporter = exporting(0.5);
  const ids = Array.from({ length: 40 }, () => trace({ name: 'call' }, (run) => run.id));
  for (const runId of ids) exporter.createFeedback({ runId, traceId: runId, key: 'seen' });
  await flush();
  const sampled = ids.filter((runId) => isInSample(runId, 0.5)).sort();
  expect([...server.runs.keys()].sort()).toEqual(sampled);
  expect([...server.feedback.values()].map(({ run_id }) => run_id as string).sort()).toEqual(sampled);
});

describe('feedback', () => {
  test('takes values of any kind', async () => {
    exporting().createFeedback({
      runId: id,
      traceId: id,
      key: 'k',
      value: new Map([['a', 10n]]),
      correction: { at: new Date(0) },
    });
    await flush();
    expect([...server.feedback.values()]).toMatchObject([{ correction: { at: '1970-01-01T00:00:00.000Z' } }]);
    expect(diagnostics).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /an object such as/],
    ['no run', { traceId: id, key: 'k' }, /needs runId/],
    ['no trace', { runId: id, key: 'k' }, /needs traceId/],
    ['no key', { runId: id, traceId: id, key: '' }, /needs a key/],
    ['an id of its own that is none', { runId: id, traceId: id, key: 'k', id: 'x' }, /a UUID/],
    ['a score that is no number', { runId: id, traceId: id, key: 'k', score: NaN }, /a finite number/],
  ])('without sense is refused at once: %s', (_name, feedback, message) => {
    const exporter = exporting();
    expect(() => exporter.createFeedback(feedback as Feedback)).toThrow(TypeError);
    expect(() => exporter.createFeedback(feedback as Feedback)).toThrow(message);
  });
});
