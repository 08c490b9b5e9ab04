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

test('spans of the AI SDK are read by its own attributes', async () => {
  const { url } = await start();
  const span = (index: number, name: string, attributes: Record<string, string | number>, parentSpanId = '') => ({
    traceId: 'a'.repeat(32),
    spanId: `${index}`.repeat(16),
    parentSpanId,
    name,
    startTimeUnixNano: `179500000000${index}000000`,
    endTimeUnixNano: '1795000001000000000',
    attributes: Object.entries({ 'ai.operationId': name, 'ai.telemetry.metadata.sessionId': 's9', ...attributes }).map(
      ([key, value]) => ({
        key,
        value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
      }),
    ),
  });
  const root = '1'.repeat(16);
  const spans = [
    span(1, 'ai.generateText', { 'ai.prompt': '{"prompt":"Rome?"}', 'ai.usage.promptTokens': 7 }),
    span(
      2,
      'ai.generateText.doGenerate',
      {
        'ai.prompt.messages': '[{"role":"user","content":"Rome?"}]',
        'ai.prompt.tools': '{}',
        'ai.response.toolCalls': '[{"toolName":"weather"}]',
        'ai.usage.promptTokens': 7,
        'ai.usage.completionTokens': 2,
      },
      root,
    ),
    span(3, 'ai.toolCall', { 'ai.toolCall.name': 'weather', 'ai.toolCall.args': '{"city":"Rome"}' }, root),
    span(4, 'ai.embed.doEmbed', { 'ai.values': '["a"]', 'ai.embeddings': '[[1]]', 'ai.usage.tokens': 1 }, root),
  ];
  await postJson(`${url}/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const { columns, texts, summary } = await getJson(`${url}/api/traces/${'a'.repeat(8)}-aaaa-aaaa-aaaa-aaaaaaaaaaaa`);
  expect(
    columns.id.map((_: string, run: number) => `${texts[columns.name[run]]} ${texts[columns.runType[run]]}`),
  ).toEqual(['ai.generateText chain', 'ai.generateText.doGenerate llm', 'weather tool', 'ai.embed.doEmbed embedding']);
  expect(summary).toMatchObject({ threadId: 's9', usage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 } });
  const [, model, , embedding] = await Promise.all(columns.id.map((id: string) => getJson(`${url}/api/runs/${id}`)));
  expect(model.parts.outputs.value).toEqual({ toolCalls: [{ toolName: 'weather' }] });
  expect(model.parts.extra.value.metadata).toMatchObject({ sessionId: 's9', 'ai.prompt.tools': '{}' });
  expect(embedding.parts).toMatchObject({
    inputs: { value: { values: ['a'] } },
    outputs: { value: { embeddings: [[1]] } },
  });
});

test('mistakes are told in the encoding of the request, as OTLP wants it', async () => {
  const { url } = await start();
  const ask = async (type: string, body: string | Uint8Array) => {
    const response = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: body as any,
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
  const json = await ask('application/json', '{');
  expect([json.status, JSON.parse(json.body.toString())]).toEqual([
    400,
    { code: 3, message: expect.stringContaining('JSON') },
  ]);
  const proto = await ask('application/x-protobuf', new Uint8Array([255, 255]));
  expect([proto.status, proto.type]).toEqual([400, 'application/x-protobuf']);
  // Field 1, a number: 3; field 2, a text.
  expect([...proto.body.subarray(0, 3)]).toEqual([8, 3, 18]);
  // One span without ids: `partial_success { rejected_spans: 1, error_message: … }`.
  const refused = await ask('application/x-protobuf', new Uint8Array([10, 4, 18, 2, 18, 0]));
  expect([refused.status, ...refused.body.subarray(0, 1), ...refused.body.subarray(2, 5)]).toEqual([200, 10, 8, 1, 18]);
  expect(refused.body.toString()).toContain('traceId');
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
