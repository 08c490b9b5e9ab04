import { describe, expect, test } from '@jest/globals';
import { configure, flush, MemoryExporter, startRun, trace, traceable, tracingContext, type Run } from 'tracenest';
import { LangSmithExporter, OtlpExporter } from 'tracenest/exporters';
import { toWireRun } from '../../../lib/run/wireRun.js';
import { freshTracing } from '../../helpers/freshTracing.js';
import { getJson, serverStarter } from '../../server/startedServer.js';

const { diagnostics } = freshTracing();
const start = serverStarter();

/** A trace with every run type, every way to end, a stream, and parents by headers. */
async function programOfAllKinds(): Promise<void> {
  const write = traceable(
    async function* (prompt: string) {
      yield* [prompt, ' more'];
    },
    { name: 'write', runType: 'llm', argumentNames: ['prompt'], metadata: { ls_model_name: 'gpt-5', thread_id: 't1' } },
  );
  await trace(
    { name: 'flow', tags: ['a', 'b, c'], metadata: { deep: { list: [1, 'x', null] }, 'gen_ai.mine': 1 } },
    async () => {
      for (const runType of ['agent', 'chain', 'embedding', 'parser', 'prompt', 'retriever', 'tool'] as const) {
        trace({ name: runType, runType, inputs: { text: runType, n: 1.5, list: [[]] } }, () => ({ ok: true }));
      }
      for await (const _ of write('Words')) continue;
      for await (const _ of write('Cut')) break;
      try {
        trace({ name: 'failing' }, () => {
          throw new RangeError('too far', { cause: new Error('too fast') });
        });
      } catch {
        // As meant.
      }
      const run = startRun({ name: 'with events', projectName: 'other' });
      run.addEvent('retry', { count: 2 });
      const headers = run.toHeaders();
      tracingContext(headers, () => trace({ name: 'elsewhere' }, () => 1));
      run.end(undefined);
    },
  );
}

describe.each(['http/protobuf', 'http/json'] as const)("this package's own server, by %s,", (protocol) => {
  test('reads every run back as it was, in the same tree', async () => {
    const { url } = await start();
    const memory = new MemoryExporter();
    const otlp = new OtlpExporter({ url: `${url}/v1/traces`, protocol, signals: false });
    configure({ exporter: [memory, otlp] });
    await programOfAllKinds();
    await flush();
    const read: Record<string, any>[] = [];
    for (const { id } of memory.runs) read.push(await getJson(`${url}/api/runs/${id}`));
    const { columns } = await getJson(`${url}/api/traces/${memory.runs[0]?.traceId}`);
    expect(columns.id).toHaveLength(memory.runs.length);
    const byId = new Map<string, number>(columns.id.map((id: string, index: number) => [id, index]));
    for (const [index, run] of memory.runs.entries()) {
      expect(read[index]).toMatchObject(expected(run));
      const place = byId.get(run.id) ?? -1;
      const parent = columns.parent[place] === -1 ? undefined : columns.id[columns.parent[place]];
      expect([run.name, parent]).toEqual([run.name, run.parentRunId]);
      expect(read[index]?.['parts'].extra.value.metadata).toEqual(run.metadata);
    }
    expect(diagnostics).toEqual([]);
  });
});

/** Milliseconds of an ISO text with microseconds. */
function timeOf(iso: string | null): number {
  return iso === null ? 0 : Date.parse(`${iso.slice(0, 23)}Z`) + Number(iso.slice(23, 26)) / 1000;
}

/** What the server answers for a run, however it came. */
function expected(run: Run): object {
  const wire = JSON.parse(JSON.stringify(toWireRun(run))) as ReturnType<typeof toWireRun>;
  const parts = Object.entries({ inputs: wire.inputs, outputs: wire.outputs, error: wire.error });
  return {
    name: run.name,
    runType: run.runType,
    status: run.status,
    tags: [...run.tags].sort(),
    project: run.projectName,
    parts: Object.fromEntries(parts.filter(([, value]) => value !== null).map(([name, value]) => [name, { value }])),
    startTime: timeOf(wire.start_time),
    endTime: timeOf(wire.end_time),
  };
}

test('the same run by OTLP and by the ingest API is one run', async () => {
  const { url } = await start();
  const memory = new MemoryExporter();
  configure({
    exporter: [
      memory,
      new OtlpExporter({ url: `${url}/v1/traces`, signals: false }),
      new LangSmithExporter({ endpoint: url, apiKey: 'key', signals: false }),
    ],
  });
  trace({ name: 'outer' }, () => trace({ name: 'inner' }, () => 1));
  await flush();
  const { traces } = await getJson(`${url}/api/traces`);
  expect(traces).toMatchObject([{ name: 'outer', runCount: 2 }]);
  const { columns } = await getJson(`${url}/api/traces/${memory.runs[0]?.traceId}`);
  expect(columns.parent).toEqual([-1, 0]);
});
