import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'langsmith';
import { configure, flush, startRun, trace, tracingContext, type RunTree } from 'tracenest';
import { LangSmithExporter, type Feedback, type LangSmithExporterOptions } from 'tracenest/exporters';
import { replicaId } from '../../../lib/export/langsmith/replica.js';
import { isInSample } from '../../../lib/export/sampling/traceSample.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { ingestServer, type IngestServer } from '../../helpers/ingestServer.js';

const { diagnostics } = freshTracing();
let server: IngestServer;
beforeEach(async () => void (server = await ingestServer()));
afterEach(async () => server.close());

const exporters: LangSmithExporter[] = [];
afterEach(async () => {
  for (const exporter of exporters.splice(0)) await exporter.shutdown();
});

function sending(options: LangSmithExporterOptions): LangSmithExporter {
  const exporter = new LangSmithExporter(options);
  exporters.push(exporter);
  configure({ exporter });
  return exporter;
}

function exporting(options: LangSmithExporterOptions = {}): LangSmithExporter {
  return sending({ endpoint: server.url, apiKey: 'key', ...options });
}

/** What arrived, without what is different every time. */
function arrived(): unknown[] {
  return [...server.feedback.values()].map(({ key, score, value, comment, correction }) =>
    Object.fromEntries(
      Object.entries({ key, score, value, comment, correction }).filter(([, member]) => member !== undefined),
    ),
  );
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
  const exporter = exporting({ samplingRate: 0.5 });
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
    ['a comment that is no text', { runId: id, traceId: id, key: 'k', comment: 10n }, /comment of feedback is a text/],
    ['a project that is none', { runId: id, traceId: id, key: 'k', projectName: 5 }, /projectName of feedback/],
    ['a score that is no number', { runId: id, traceId: id, key: 'k', score: NaN }, /a finite number/],
  ])('without sense is refused at once: %s', (_name, feedback, message) => {
    const exporter = exporting();
    expect(() => exporter.createFeedback(feedback as Feedback)).toThrow(TypeError);
    expect(() => exporter.createFeedback(feedback as Feedback)).toThrow(message);
  });
});

describe('feedback is redacted', () => {
  const said = {
    key: 'Ada likes it',
    score: 1,
    value: { by: 'Ada' },
    comment: 'Ada says: no',
    correction: { Ada: ['from Ada'] },
  };

  test('as the exporter says, and as the process says, each once', async () => {
    configure({ anonymizer: [{ pattern: 'Ada', replace: 'Bob+' }] });
    exporting({ anonymizer: [{ pattern: 'Bob', replace: 'Bob Bob' }] }).createFeedback({
      runId: id,
      traceId: id,
      ...said,
    });
    await flush();
    const shown = 'Bob Bob+';
    expect(arrived()).toEqual([
      {
        key: `${shown} likes it`,
        score: 1,
        value: { by: shown },
        comment: `${shown} says: no`,
        correction: { [shown]: [`from ${shown}`] },
      },
    ]);
  });

  test('by a path, and without secrets', async () => {
    const anonymizer = [{ path: 'feedback.value.by', replace: 'somebody' }];
    exporting({ anonymizer, scrubSecrets: true }).createFeedback({
      runId: id,
      traceId: id,
      key: 'k',
      value: { by: 'Ada', password: 'sesame' },
      comment: `the key is sk-${'a1'.repeat(24)}`,
    });
    await flush();
    expect(arrived()).toEqual([
      {
        key: 'k',
        value: { by: 'somebody', password: '[Redacted: secret]' },
        comment: expect.not.stringContaining('a1a1'),
      },
    ]);
  });

  test.each<[string, LangSmithExporterOptions['anonymizer']]>([
    [
      'throws',
      () => {
        throw new Error('SECRET');
      },
    ],
    ['gives something else', () => ({ feedback: { key: 5 } })],
    ['gives a promise', (async () => ({})) as unknown as () => Record<string, unknown>],
  ])('and withheld where what redacts it %s', async (_name, anonymizer) => {
    exporting({ anonymizer }).createFeedback({ runId: id, traceId: id, ...said });
    await flush();
    const mark = '[Withheld: anonymizer failed]';
    expect(arrived()).toEqual([{ key: mark, score: 1, comment: mark }]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['redaction-failed-feedback']);
    expect(JSON.stringify(diagnostics)).not.toContain('SECRET');
  });
});

describe('feedback where traces are kept by their outcome', () => {
  const say = (exporter: LangSmithExporter, run: { id: string; traceId: string }, key: string): void =>
    exporter.createFeedback({ runId: run.id, traceId: run.traceId, key });

  test('goes where its trace goes, and waits with it', async () => {
    const exporter = exporting({ keep: {} });
    const root = (name: string): RunTree => tracingContext(null, () => startRun({ name }));
    const [good, bad] = [root('good'), root('bad')];
    say(exporter, good, 'good, early');
    say(exporter, bad, 'bad, early');
    await flush();
    expect(arrived()).toEqual([]);
    good.end();
    bad.end(undefined, new Error('mine'));
    say(exporter, good, 'good, late');
    say(exporter, bad, 'bad, late');
    await flush();
    expect([...server.runs.keys()]).toEqual([bad.id]);
    expect(arrived()).toEqual([{ key: 'bad, early' }, { key: 'bad, late' }]);
  });

  test('of another process is sent: who decided on it is not here', async () => {
    say(exporting({ keep: {} }), { id, traceId: id }, 'elsewhere');
    await flush();
    expect(arrived()).toEqual([{ key: 'elsewhere' }]);
  });
});

describe('feedback for several endpoints', () => {
  const ids = (): unknown[] =>
    [...server.feedback.values()].map(({ run_id, trace_id }) => [run_id as string, trace_id as string]).sort();

  test('is about the run as each has it, with an id of its own where the run has one', async () => {
    const endpoint = server.url;
    const exporter = sending({
      endpoints: [
        { endpoint },
        { endpoint, projectName: 'copy' },
        { endpoint, projectName: 'main', primary: true },
        { endpoint, projectName: 'home' },
      ],
    });
    const run = trace({ name: 'root', projectName: 'home' }, () => trace({ name: 'child' }, (child) => child));
    const { id: runId, traceId } = run;
    exporter.createFeedback({ runId, traceId, projectName: 'home', key: 'k', id });
    await flush();
    const own = [runId, traceId];
    expect(ids()).toEqual([own, [replicaId(runId, 'copy'), replicaId(traceId, 'copy')]].sort());
    expect([...server.feedback.keys()].sort()).toEqual([id, replicaId(id, 'copy')].sort());
    for (const [about] of ids() as string[][]) expect(server.runs.has(about ?? '')).toBe(true);
  });

  test('is sampled as the run is, by the id that the run has here', async () => {
    const exporter = exporting({ samplingRate: 0.5, projectName: 'copy', primary: false });
    const runs = Array.from({ length: 40 }, () => trace({ name: 'call' }, (run) => run.id));
    for (const runId of runs) exporter.createFeedback({ runId, traceId: runId, key: 'seen' });
    await flush();
    expect([...server.feedback.values()].map(({ run_id }) => run_id as string).sort()).toEqual(
      [...server.runs.keys()].sort(),
    );
  });
});
