import { describe, expect, test } from '@jest/globals';
import { Client } from 'langsmith';
import type { Run as OfficialRun } from 'langsmith/schemas';
import { configure, flush, MemoryExporter, startRun, trace, traceable, tracingContext, type Run } from 'tracenest';
import { LangSmithExporter, type LangSmithExporterOptions } from 'tracenest/exporters';
import { errorText } from '../../../lib/capture/errorRecord.js';
import { isoTimestamp } from '../../../lib/run/timestamp.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { serverStarter } from '../../server/startedServer.js';

const { diagnostics } = freshTracing();
const start = serverStarter();

const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255, 13, 10, 45, 45]);

/** Every run type, every way to end that a program has, streams, events, files, parents by headers, texts of all kinds. */
async function programOfAllKinds(): Promise<void> {
  const write = traceable(
    async function* (prompt: string) {
      yield* [prompt, ' more'];
    },
    { name: 'write', runType: 'llm', argumentNames: ['prompt'], metadata: { ls_model_name: 'gpt-5', thread_id: 't1' } },
  );
  const metadata = { deep: { list: [1, 'x', null, { a: [] }] }, 'with.dot': true, empty: {} };
  await trace({ name: 'flow "1" \\ \u2028 🦊', tags: ['a', 'b, c', 'ü'], metadata }, async () => {
    for (const runType of ['agent', 'chain', 'embedding', 'parser', 'prompt', 'retriever', 'tool'] as const) {
      trace({ name: runType, runType, inputs: { text: '\u0000\n"🦊"', n: 1.5, none: null, list: [[]] } }, () => [
        runType,
      ]);
    }
    for await (const _ of write('Words')) continue;
    for await (const _ of write('Cut')) break;
    try {
      trace({ name: 'failing' }, () => {
        throw new RangeError('too far', { cause: new AggregateError([new Error('a'), 'b'], 'too fast') });
      });
    } catch {
      // As meant.
    }
    const run = startRun({ name: 'with all', projectName: 'other', inputs: {} });
    run.addEvent('retry', { count: 2, nested: { deep: [true] } });
    run.addEvent('end of it');
    run.attach('picture', { mimeType: 'image/png', data: png });
    run.attach('note', { mimeType: 'text/plain', data: 'grüße' });
    tracingContext(run.toHeaders(), () => trace({ name: 'elsewhere' }, () => ({ 'a.b': { $ref: '#' } })));
    run.end({ usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } });
    startRun({ name: 'ended empty' }).end(undefined);
  });
}

/** The fields that LangSmith's client gives of a run, as they follow from what was traced. */
function expected(run: Run) {
  const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
  const isAgent = run.runType === 'agent';
  return {
    id: run.id,
    trace_id: run.traceId,
    parent_run_id: run.parentRunId ?? null,
    parent_run_ids: run.dottedOrder
      .split('.')
      .slice(0, -1)
      .map((segment) => segment.slice(-36)),
    dotted_order: run.dottedOrder,
    name: run.name,
    run_type: isAgent ? 'chain' : run.runType,
    start_time: isoTimestamp(run.startTime),
    end_time: isoTimestamp(run.endTime ?? 0),
    session_name: run.projectName,
    status: run.status,
    inputs: json(run.inputs),
    outputs: run.outputs === undefined ? null : json(run.outputs),
    error: run.error === undefined ? null : errorText(run.error),
    tags: [...run.tags],
    events: run.events.map(({ name, time, attributes }) => ({ ...attributes, name, time: isoTimestamp(time) })),
    extra: { metadata: { ...json(run.metadata), ...(isAgent ? { tracenest_run_type: 'agent' } : {}) } },
  };
}

const ways: readonly (readonly [string, string, LangSmithExporterOptions])[] = [
  ['whole', '', {}],
  ['under /api/v1', '/api/v1', {}],
  ['by starts and ends', '', { sendStarts: true, batchRuns: 2 }],
  ['compressed by gzip', '', { compression: 'gzip' }],
];

describe.each(ways)('what is sent %s to the trace server', (_name, base, options) => {
  test('is read back by the official client, equal field by field', async () => {
    const { url } = await start();
    const memory = new MemoryExporter();
    configure({
      exporter: [memory, new LangSmithExporter({ endpoint: url + base, apiKey: 'key', signals: false, ...options })],
    });
    await programOfAllKinds();
    await flush();
    expect(memory.runs).toHaveLength(14);
    const client = new Client({ apiUrl: url, apiKey: 'key' });
    const listed = new Map<string, OfficialRun>();
    for await (const run of client.listRuns({ traceId: memory.runs[0]?.traceId ?? '' })) listed.set(run.id, run);
    expect(listed.size).toBe(memory.runs.length);
    for (const run of memory.runs) {
      const fields = expected(run);
      const read = await client.readRun(run.id);
      expect(read).toMatchObject({ ...fields, tags: expect.arrayContaining(fields.tags) });
      expect(read.tags).toHaveLength(run.tags.length);
      expect(Object.keys(read.inputs)).toEqual(Object.keys(run.inputs));
      // The list leaves out what its default selection does.
      expect(read).toMatchObject(listed.get(run.id) ?? { id: 'not listed' });
    }
    const root = await client.readRun(memory.runs[0]?.traceId ?? '', { loadChildRuns: true });
    const sizeOf = (run: OfficialRun): number =>
      1 + (run.child_runs ?? []).reduce((sum, child) => sum + sizeOf(child), 0);
    // The client asks for those of the root's project.
    expect(sizeOf(root)).toBe(memory.runs.filter(({ projectName }) => projectName === 'default').length);
    const { id = '' } = memory.runs.find(({ name }) => name === 'with all') ?? {};
    const files: Record<string, any> = ((await client.readRun(id)) as any).s3_urls;
    expect(Object.keys(files).sort()).toEqual(['attachment.note', 'attachment.picture']);
    const bytesOf = async (name: string): Promise<Response> => fetch(new URL(files[name].presigned_url, url));
    expect(new Uint8Array(await (await bytesOf('attachment.picture')).arrayBuffer())).toEqual(png);
    expect(await (await bytesOf('attachment.note')).text()).toBe('grüße');
    expect(diagnostics).toEqual([]);
  });
});
