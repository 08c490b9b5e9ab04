import { afterAll, describe, expect, test } from '@jest/globals';
import { context, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { getJson, postJson, serverStarter } from './startedServer.js';

const start = serverStarter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
afterAll(() => context.disable());

function tracerTo(exporter: SpanExporter): { tracer: Tracer; flush: () => Promise<void> } {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { tracer: provider.getTracer('spec'), flush: () => provider.forceFlush() };
}

const exporters = {
  'JSON at /v1/traces': (url: string) => new JsonExporter({ url: `${url}/v1/traces` }),
  'protobuf at /otel/v1/traces': (url: string) => new ProtobufExporter({ url: `${url}/otel/v1/traces` }),
  'protobuf, gzip': (url: string) => new ProtobufExporter({ url: `${url}/v1/traces`, compression: 'gzip' as any }),
};

describe.each(Object.entries(exporters))('the official OTLP exporter, %s', (_name, exporterTo) => {
  test('brings spans by GenAI conventions as runs, under their parents', async () => {
    const { url } = await start();
    const { tracer, flush } = tracerTo(exporterTo(url));
    tracer.startActiveSpan(
      'invoke_agent',
      { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.conversation.id': 'c1' } },
      (agent) => {
        tracer.startActiveSpan('chat gpt-5', (chat) => {
          chat.setAttributes({
            'gen_ai.operation.name': 'chat',
            'gen_ai.request.model': 'gpt-5',
            'gen_ai.usage.input_tokens': 11,
            'gen_ai.usage.output_tokens': 4,
            'gen_ai.request.temperature': 0.5,
            'gen_ai.input.messages': JSON.stringify([
              { role: 'user', parts: [{ type: 'text', content: 'What is a zone?' }] },
            ]),
            'gen_ai.output.messages': JSON.stringify([
              { role: 'assistant', parts: [{ type: 'text', content: 'A frame.' }] },
            ]),
          });
          chat.addEvent('gen_ai.choice', { index: 0 });
          chat.end();
        });
        const tool = tracer.startSpan('execute_tool', {}, context.active());
        tool.setAttributes({
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.call.arguments': '{"city":"Rome"}',
        });
        tool.recordException(new RangeError('no such city'));
        tool.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
        tool.end();
        agent.end();
      },
    );
    await flush();
    const { traces } = await getJson(`${url}/api/traces`);
    expect(traces).toMatchObject([
      {
        name: 'invoke_agent',
        runType: 'agent',
        hasRoot: true,
        runCount: 3,
        errorCount: 1,
        threadId: 'c1',
        usage: { promptTokens: 11, completionTokens: 4, totalTokens: 15 },
      },
    ]);
    const { columns, texts, errors } = await getJson(`${url}/api/traces/${traces[0].traceId}`);
    const named = (name: string): number => columns.name.findIndex((index: number) => texts[index] === name);
    const [agent, chat, tool] = ['invoke_agent', 'chat gpt-5', 'execute_tool'].map(named) as [number, number, number];
    expect([columns.parent[agent], columns.parent[chat], columns.parent[tool]]).toEqual([-1, agent, agent]);
    expect(errors[tool]).toBe('RangeError: no such city');
    const detail = await getJson(`${url}/api/runs/${columns.id[chat]}`);
    expect(detail).toMatchObject({
      runType: 'llm',
      model: 'gpt-5',
      status: 'success',
      parts: {
        inputs: { value: { messages: [{ role: 'user', parts: [{ content: 'What is a zone?' }] }] } },
        outputs: { value: { messages: [{ role: 'assistant' }] } },
        events: { value: [{ name: 'gen_ai.choice', kwargs: { index: 0 } }] },
        extra: { value: { metadata: { 'gen_ai.request.temperature': 0.5 } } },
      },
    });
    expect(detail.parts.extra.value.metadata).not.toHaveProperty('gen_ai.input.messages');
    const failed = await getJson(`${url}/api/runs/${columns.id[tool]}`);
    expect(failed.parts.inputs.value).toEqual({ city: 'Rome' });
    expect(failed.parts.error.value).toContain('RangeError: no such city\n    at ');
  });

  test('brings links to spans of other traces, as links of the run', async () => {
    const { url } = await start();
    const { tracer, flush } = tracerTo(exporterTo(url));
    const other = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const span = tracer.startSpan('batch', { links: [{ context: other, attributes: { why: 'the same request' } }] });
    span.addEvent('begun');
    span.end();
    await flush();
    const { traces } = await getJson(`${url}/api/traces`);
    expect(await getJson(`${url}/api/runs/${traces[0].runId}`)).toMatchObject({
      links: [{ traceId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', runId: '00000000-0000-0000-bbbb-bbbbbbbbbbbb' }],
      parts: { events: { value: [{ name: 'link', kwargs: { why: 'the same request' } }, { name: 'begun' }] } },
    });
  });

  test('brings spans by OpenInference conventions, flattened lists put together again', async () => {
    const { url } = await start();
    const { tracer, flush } = tracerTo(exporterTo(url));
    const span = tracer.startSpan('ChatModel');
    span.setAttributes({
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'mistral',
      'llm.token_count.prompt': 3,
      'llm.token_count.completion': 2,
      'llm.cost.total': 0.25,
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.0.message.content': 'Be short.',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.content': 'Why?',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'find',
      'input.value': 'ignored',
      'session.id': 's1',
      'tag.tags': ['a', 'b'],
      metadata: '{"team":"search"}',
    });
    span.end();
    await flush();
    const { traces } = await getJson(`${url}/api/traces`);
    expect(traces).toMatchObject([
      { runType: 'llm', tags: ['a', 'b'], threadId: 's1', inputPreview: 'Why?', usage: { totalTokens: 5, cost: 0.25 } },
    ]);
    const { parts } = await getJson(`${url}/api/runs/${traces[0].runId}`);
    expect(parts.inputs.value.messages).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Why?' },
    ]);
    expect(parts.outputs.value.messages[0].tool_calls[0].tool_call.function.name).toBe('find');
    expect(parts.extra.value.metadata).toMatchObject({ team: 'search' });
  });
});

test('spans that are none are refused one by one, the others are kept', async () => {
  const { url } = await start();
  const good = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name: 'good',
    startTimeUnixNano: '1795000000000123456',
    endTimeUnixNano: '1795000000001123456',
  };
  const bad = [
    { ...good, spanId: '0'.repeat(16) },
    { ...good, traceId: 'zz' },
    null,
    { ...good, spanId: 'c'.repeat(16), startTimeUnixNano: 'soon' },
  ];
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [{ spans: [...bad, good] }],
      },
    ],
  };
  const answer = await postJson(`${url}/v1/traces`, body);
  expect(answer).toMatchObject({ status: 200, body: { partialSuccess: { rejectedSpans: 4 } } });
  expect((await getJson(`${url}/api/traces`)).traces).toMatchObject([
    { name: 'good', project: 'shop', startTime: 1_795_000_000_000.123 },
  ]);
});

test('spans of a run that was exported another way meet it by its span id', async () => {
  const { url } = await start();
  const runId = '0195aaaa-0000-7000-8abc-0123456789ab';
  await postJson(`${url}/runs`, {
    id: runId,
    trace_id: runId,
    dotted_order: `20261120T073553892001Z${runId}`,
    name: 'ours',
    run_type: 'chain',
    start_time: '2026-11-20T07:35:53.892Z',
  });
  const span = {
    traceId: runId.replaceAll('-', ''),
    spanId: '1'.repeat(16),
    parentSpanId: '8abc0123456789ab',
    name: 'GET',
    startTimeUnixNano: '1795160154000000000',
    endTimeUnixNano: '1795160155000000000',
  };
  await postJson(`${url}/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  expect((await getJson(`${url}/api/traces/${runId}`)).columns.parent).toEqual([-1, 0]);
});
