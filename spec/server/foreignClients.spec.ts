import { describe, expect, test } from '@jest/globals';
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Client } from 'langsmith';
import OpenAI from 'openai';
import { chatServer } from '../helpers/chatServer.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure, MemoryExporter, RunTree, shutdown, traceable } from 'tracenest';
import { LangSmithExporter, readRunFile } from 'tracenest/exporters';
import { traceTree } from 'tracenest/testing';
import { runStatuses } from '../../lib/wire/traceSkeleton.js';
import { eventually, getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();

async function treeOf(url: string, traceId: string): Promise<string[]> {
  const { columns, texts } = await getJson(`${url}/api/traces/${traceId}`);
  const depthOf = (index: number): number => (columns.parent[index] < 0 ? 0 : depthOf(columns.parent[index]) + 1);
  return columns.id.map(
    (_: string, index: number) =>
      `${'  '.repeat(depthOf(index))}${texts[columns.name[index]]} ${texts[columns.runType[index]]}`,
  );
}

test('LangChainTracer: the stored tree is the chain that ran', async () => {
  const { url } = await start();
  const client = new Client({ apiUrl: url, apiKey: 'none' });
  const tracer = new LangChainTracer({ client, projectName: 'chains' });
  const chain = RunnableSequence.from([
    new RunnableLambda({ func: (question: string) => `Answer: ${question}` }).withConfig({ runName: 'prompt' }),
    new FakeListChatModel({ responses: ['Because.'] }),
    new RunnableLambda({ func: (message: any) => message.content }).withConfig({ runName: 'parse' }),
  ]);
  expect(await chain.invoke('why?', { callbacks: [tracer], tags: ['v2'] })).toBe('Because.');
  await client.awaitPendingTraceBatches();
  const traces = await eventually(
    async () => (await getJson(`${url}/api/traces`)).traces,
    (all) => all[0]?.runCount === 4 && all[0].status === 'success',
  );
  expect(traces).toMatchObject([
    { name: 'RunnableSequence', project: 'chains', tags: ['v2'], inputPreview: 'why?', outputPreview: 'Because.' },
  ]);
  expect(await treeOf(url, traces[0].traceId)).toEqual([
    'RunnableSequence chain',
    '  prompt chain',
    '  FakeListChatModel llm',
    '  parse chain',
  ]);
});

test("the official openai package through OpenInference's instrumentation", async () => {
  const { url } = await start();
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
  });
  const instrumentation = new OpenAIInstrumentation({ tracerProvider: provider });
  instrumentation.manuallyInstrument(OpenAI);
  await using chat = await chatServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: 'A frame of the stack.' };
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        model: 'gpt-5-mini-2026',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
      }),
    );
  });
  const openai = new OpenAI({ baseURL: chat.url, apiKey: 'none' });
  await openai.chat.completions.create({
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: 'What is a zone?' }],
  });
  await provider.forceFlush();
  const { traces } = await getJson(`${url}/api/traces`);
  expect(traces).toMatchObject([
    {
      runType: 'llm',
      status: 'success',
      inputPreview: 'What is a zone?',
      outputPreview: 'A frame of the stack.',
      usage: { promptTokens: 9, completionTokens: 5, totalTokens: 14 },
    },
  ]);
  expect(await getJson(`${url}/api/runs/${traces[0].runId}`)).toMatchObject({
    model: expect.stringContaining('gpt-5-mini'),
  });
});

describe('our own runs', () => {
  test('by LangSmithExporter: what is exported again is the tree that ran', async () => {
    const { url } = await start();
    const folder = await mkdtemp(join(tmpdir(), 'tracenest-spec-'));
    const memory = new MemoryExporter();
    configure({ exporter: [memory, new LangSmithExporter({ endpoint: url, apiKey: 'none', projectName: 'own' })] });
    class Assistant {
      @traceable({ runType: 'retriever' })
      async search(question: string): Promise<string[]> {
        if (question === '') throw new RangeError('nothing to look for');
        return [question];
      }
      @traceable({ runType: 'llm' })
      async *write(passages: string[]): AsyncGenerator<string> {
        yield* passages;
        yield 'end';
      }
      @traceable({ runType: 'agent', tags: ['v2'] })
      async answer(question: string): Promise<string> {
        await this.search('').catch(() => undefined);
        const found = await Promise.all([this.search(question), this.search(`${question} again`)]);
        for await (const word of this.write(found.flat())) if (word.endsWith('again')) break;
        return 'done';
      }
    }
    await new Assistant().answer('zones');
    await shutdown({ timeoutMs: 10_000 });
    const [trace] = (await getJson(`${url}/api/traces`)).traces;
    expect(trace).toMatchObject({
      name: 'Assistant.answer',
      runType: 'agent',
      project: 'own',
      tags: ['v2'],
      runCount: 5,
      errorCount: 1,
    });
    const file = join(folder, 'trace.jsonl');
    await writeFile(file, await (await fetch(`${url}/api/traces/${trace.traceId}/export`)).text());
    expect(traceTree((await readRunFile(file)).runs)).toBe(traceTree(memory));
    expect(traceTree(memory)).toContain('Assistant.write [cancelled]');
    await rm(folder, { recursive: true });
  });

  test('keep statuses, types and times that LangSmith has no word for', async () => {
    const { url } = await start();
    const root = new RunTree({ name: 'agent', runType: 'agent', projectName: 'own' });
    const child = root.createChild({ name: 'stream', runType: 'llm' });
    await postJson(`${url}/runs/batch`, { post: [root.toJSON(), child.toJSON()] });
    expect((await getJson(`${url}/api/traces`)).traces).toMatchObject([
      { status: 'running', runType: 'agent', project: 'own' },
    ]);
    child.end();
    root.end({ done: true });
    await postJson(`${url}/runs/batch`, { patch: [{ ...child.toJSON(), status: 'cancelled' }, root.toJSON()] });
    const { columns, summary } = await getJson(`${url}/api/traces/${root.traceId}`);
    expect(summary.status).toBe('success');
    // Whole microseconds.
    expect(summary.startTime).toBeCloseTo(root.startTime, 2);
    expect(columns.parent).toEqual([-1, 0]);
    expect(columns.status.map((status: number) => runStatuses[status])).toEqual(['success', 'cancelled']);
    expect(columns.duration[0]).toBeCloseTo((root.endTime ?? 0) - root.startTime, 2);
  });
});
