import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OTLPTraceExporter as OldestExporter } from '@opentelemetry/exporter-trace-otlp-proto-oldest';
// What protobufjs made of the official definitions; later releases write by hand, and ship none.
import generated from '@opentelemetry/otlp-transformer-oldest/build/src/generated/root.js';
import { configure, flush, RunTree, startRun, trace, traceable } from 'tracenest';
import { DeliveryError, OtlpExporter, type OtlpExporterOptions } from 'tracenest/exporters';
import { freshTracing } from '../../helpers/freshTracing.js';

const { diagnostics } = freshTracing();
const request = (generated as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

let server: Server;
let received: Received[];
let answers: readonly { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }[];
let url: string;

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      received.push({ path: message.url ?? '', headers: message.headers, body: Buffer.concat(chunks) });
      const { status, body = '', headers = {} } = answers[received.length - 1] ?? { status: 200 };
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function exporter(options: OtlpExporterOptions = {}): OtlpExporter {
  return new OtlpExporter({ signals: false, ...(options.exporter === undefined ? { url } : {}), ...options });
}

/** Bytes as hexadecimal digits, integers as numbers: as OTLP's JSON has them. */
function decoded({ headers, body }: Received): any {
  const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  if (String(headers['content-type']).startsWith('application/json')) return JSON.parse(bytes.toString());
  const message = request.toObject(request.decode(bytes), { longs: String, enums: Number });
  return JSON.parse(
    JSON.stringify(message, (_key, value) => value),
    (_key, value) => {
      return value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex') : value;
    },
  );
}

function plainValue(value: any): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

const attributesOf = (pairs: any[] = []): Record<string, any> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)]));

interface SentSpan {
  readonly [name: string]: any;
  readonly attributes: Record<string, any>;
  readonly resource: Record<string, any>;
}

function sentSpans(): Record<string, SentSpan> {
  const spans = received.flatMap((one) =>
    decoded(one).resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
      scopeSpans.flatMap(({ scope, spans: list }: any) =>
        list.map((span: any) => ({
          ...span,
          scope: scope.name,
          attributes: attributesOf(span.attributes),
          events: (span.events ?? []).map((event: any) => ({ ...event, attributes: attributesOf(event.attributes) })),
          resource: attributesOf(resource.attributes),
        })),
      ),
    ),
  );
  return Object.fromEntries(spans.map((span: SentSpan) => [span['name'], span]));
}

/** Of `2026-11-20T07:35:53.892001Z`. */
const nanoseconds = (time: string | null = ''): string =>
  `${Date.parse(`${time?.slice(0, 23)}Z`)}${time?.slice(23, 26)}000`;

describe.each([
  ['protobuf', { protocol: 'http/protobuf' }],
  ['JSON', { protocol: 'http/json' }],
  ['protobuf, gzip', { protocol: 'http/protobuf', compression: 'gzip' }],
] as [string, OtlpExporterOptions][])('spans in %s, read by the official definitions,', (_name, options) => {
  test('have the ids of the headers, their parents, times and projects', async () => {
    configure({ exporter: exporter(options) });
    const headers: Record<string, string>[] = [];
    const runs: RunTree[] = [];
    const leaf = traceable(() => 1, {
      name: 'leaf',
      onEnd: (run) => void (runs.push(run), headers.push(run.toHeaders())),
    });
    const root = traceable(() => leaf(), {
      name: 'root',
      onEnd: (run) => void (runs.push(run), headers.push(run.toHeaders())),
    });
    root();
    trace({ name: 'other', projectName: 'shop' }, () => 1);
    await flush();
    const spans = sentSpans();
    for (const [index, run] of runs.entries()) {
      const [, traceId, spanId] = headers[index]?.['traceparent']?.split('-') ?? [];
      expect(spans[run.name]).toMatchObject({
        traceId,
        spanId,
        kind: 1,
        scope: 'tracenest',
        startTimeUnixNano: nanoseconds(run.toJSON().start_time),
        endTimeUnixNano: nanoseconds(run.toJSON().end_time),
      });
    }
    expect(spans['leaf']?.['parentSpanId']).toBe(spans['root']?.['spanId']);
    expect(spans['root']?.['parentSpanId'] ?? '').toBe('');
    expect(spans['other']?.resource).toMatchObject({ 'service.name': 'shop', 'openinference.project.name': 'shop' });
    expect(spans['root']?.resource).toMatchObject({ 'service.name': 'default' });
    expect(Object.keys(spans)).toHaveLength(3);
  });

  test("stand below another service's span", async () => {
    configure({ exporter: exporter(options) });
    const parent = RunTree.fromHeaders({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    const child = parent?.createChild({ name: 'child', observer: exporter() });
    expect(child).toBeDefined();
    const below = traceable(() => 1, { name: 'below' });
    const { tracingContext } = await import('tracenest');
    tracingContext(parent ?? null, () => below());
    await flush();
    expect(sentSpans()['below']).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
  });

  test('tell links to what they are not below', async () => {
    configure({ exporter: exporter(options) });
    const asked = trace({ name: 'asked' }, (run) => run.toHeaders());
    trace({ name: 'answering' }, (run) => {
      run.addEvent('link', { traceparent: asked['traceparent'], why: 'batch' });
      run.addEvent('link', { traceparent: 'none' });
      run.addEvent('other', { traceparent: asked['traceparent'] });
    });
    await flush();
    const { asked: other, answering } = sentSpans();
    expect(answering?.['links']).toMatchObject([{ traceId: other?.['traceId'], spanId: other?.['spanId'] }]);
    expect(attributesOf(answering?.['links'][0].attributes)).toEqual({ why: 'batch' });
    expect(answering?.['events']).toHaveLength(3);
    expect(other?.['links'] ?? []).toEqual([]);
  });

  test('tell errors, with their causes, and events', async () => {
    configure({ exporter: exporter(options) });
    const run = startRun({ name: 'failing' });
    run.addEvent('retry', { count: 2, why: ['a', 'b'], deep: { a: 1 } });
    run.end(undefined, new RangeError('too far', { cause: new Error('too fast') }));
    await flush();
    const span = sentSpans()['failing'];
    expect(span).toMatchObject({
      status: { code: 2, message: 'too far' },
      attributes: { 'error.type': 'RangeError', 'tracenest.run.status': 'error' },
      events: [
        { name: 'retry', attributes: { count: 2, why: ['a', 'b'], deep: '{"a":1}' } },
        { name: 'exception', attributes: { 'exception.type': 'RangeError', 'exception.message': 'too far' } },
      ],
    });
    expect(span?.['events'][1].attributes['exception.stacktrace']).toMatch(
      /RangeError: too far\n {4}at [\s\S]*\[cause\]: Error: too fast\n/,
    );
  });
});

describe('attributes', () => {
  async function attributesOfRun(work: () => unknown): Promise<Record<string, any>> {
    configure({ exporter: exporter() });
    await work();
    await flush();
    return Object.values(sentSpans())[0]?.attributes ?? {};
  }

  test('of a call to a model: by GenAI and by OpenInference', async () => {
    const attributes = await attributesOfRun(() => {
      const run = startRun({
        name: 'chat',
        runType: 'llm',
        inputs: {
          messages: [
            { role: 'system', content: 'Be short.' },
            {
              role: 'user',
              content: [
                { type: 'text', text: 'Weather?' },
                { type: 'image_url', image_url: { url: 'https://x/y.png' } },
              ],
            },
            { role: 'tool', tool_call_id: 'c0', content: 'sunny' },
          ],
        },
        metadata: {
          ls_model_name: 'gpt-5',
          ls_provider: 'openai',
          ls_temperature: 0.5,
          ls_stop: ['END'],
          ls_invocation_params: { top_p: 0.9, seed: 7 },
          thread_id: 't1',
          user_id: 'u1',
        },
        tags: ['a', 'b'],
      });
      run.setOutputs({
        model: 'gpt-5-2026',
        choices: [
          {
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: 'Looking.',
              tool_calls: [{ id: 'c1', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
            },
          },
        ],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 4,
          total_tokens: 15,
          prompt_tokens_details: { cached_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 2 },
        },
      });
      run.end();
    });
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2026',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.request.top_p': 0.9,
      'gen_ai.request.seed': 7,
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 4,
      'gen_ai.usage.cache_read.input_tokens': 3,
      'gen_ai.usage.reasoning.output_tokens': 2,
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.conversation.id': 't1',
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'gpt-5-2026',
      'llm.provider': 'openai',
      'llm.token_count.prompt': 11,
      'llm.token_count.completion': 4,
      'llm.token_count.total': 15,
      'llm.token_count.prompt_details.cache_read': 3,
      'llm.token_count.completion_details.reasoning': 2,
      'llm.finish_reason': 'tool_calls',
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.0.message.content': 'Be short.',
      'llm.input_messages.1.message.contents.0.message_content.text': 'Weather?',
      'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'https://x/y.png',
      'llm.input_messages.2.message.tool_call_id': 'c0',
      'llm.output_messages.0.message.content': 'Looking.',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'weather',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"city":"Rome"}',
      'session.id': 't1',
      'user.id': 'u1',
      'tag.tags': ['a', 'b'],
      'input.mime_type': 'application/json',
      'langsmith.span.kind': 'llm',
    });
    expect(JSON.parse(attributes['llm.invocation_parameters'])).toEqual({
      temperature: 0.5,
      stop: ['END'],
      top_p: 0.9,
      seed: 7,
    });
    expect(JSON.parse(attributes['gen_ai.output.messages'])).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'Looking.' },
          { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } },
        ],
        finish_reason: 'tool_calls',
      },
    ]);
    expect(JSON.parse(attributes['gen_ai.input.messages'])[2]).toEqual({
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: 'c0', response: 'sunny' }],
    });
    expect(JSON.parse(attributes['metadata']).ls_provider).toBe('openai');
    expect(JSON.parse(attributes['output.value']).usage.total_tokens).toBe(15);
    expect(Object.values(sentSpans())[0]).toMatchObject({ kind: 3 });
  });

  test("of LangChain's messages, serialized", async () => {
    const attributes = await attributesOfRun(() => {
      const message = (name: string, kwargs: object): object => ({
        lc: 1,
        type: 'constructor',
        id: ['langchain_core', 'messages', name],
        kwargs,
      });
      const run = startRun({
        name: 'ChatModel',
        runType: 'llm',
        inputs: {
          messages: [
            [message('SystemMessage', { content: 'Be short.' }), message('HumanMessage', { content: 'Why?' })],
          ],
        },
      });
      run.setOutputs({
        generations: [
          [
            {
              text: 'Because.',
              message: message('AIMessageChunk', {
                content: 'Because.',
                tool_calls: [{ id: 'c1', name: 'find', args: { a: 1 } }],
                usage_metadata: {
                  input_tokens: 3,
                  output_tokens: 2,
                  total_tokens: 5,
                  input_token_details: { cache_creation: 1 },
                },
                response_metadata: { finish_reason: 'stop' },
              }),
            },
          ],
        ],
      });
      run.end();
    });
    expect(attributes).toMatchObject({
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.content': 'Why?',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"a":1}',
      'gen_ai.usage.cache_creation.input_tokens': 1,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  test('of a stream: the time to its first chunk, and its text', async () => {
    const attributes = await attributesOfRun(async () => {
      const write = traceable(
        async function* (prompt: string) {
          yield* [prompt, ' and', ' more'];
        },
        { name: 'write', runType: 'llm', argumentNames: ['prompt'] },
      );
      for await (const _ of write('Words')) continue;
    });
    expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0);
    expect(attributes).toMatchObject({
      'llm.input_messages.0.message.content': 'Words',
      'llm.output_messages.0.message.content': 'Words and more',
    });
  });

  test('of a tool, an agent, a workflow, a parser', async () => {
    configure({ exporter: exporter() });
    trace({ name: 'flow', metadata: { langgraph_node: 'n' } }, () => {
      trace({ name: 'agent', runType: 'agent' }, () => {
        trace({ name: 'weather', runType: 'tool', inputs: { city: 'Rome' } }, () => 'sunny');
        trace({ name: 'parse', runType: 'parser' }, () => 1);
      });
    });
    await flush();
    const spans = sentSpans();
    expect(spans['flow']?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'flow',
      'openinference.span.kind': 'CHAIN',
      'graph.node.id': 'n',
    });
    expect(spans['agent']?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'agent',
      'openinference.span.kind': 'AGENT',
    });
    expect(spans['weather']?.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.call.arguments': '{"city":"Rome"}',
      'gen_ai.tool.call.result': '{"output":"sunny"}',
      'tool.name': 'weather',
    });
    expect(spans['parse']?.attributes).toMatchObject({
      'tracenest.run.type': 'parser',
      'openinference.span.kind': 'CHAIN',
    });
    expect(spans['parse']?.attributes).not.toHaveProperty('gen_ai.operation.name');
  });

  test('of what a retriever found', async () => {
    const attributes = await attributesOfRun(() =>
      trace({ name: 'search', runType: 'retriever', inputs: { query: 'zones' } }, () => [
        { pageContent: 'A zone …', id: 'd1', score: 0.9, metadata: { source: 'a.md' } },
        'plain text',
      ]),
    );
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.retrieval.query.text': 'zones',
      'retrieval.documents.0.document.content': 'A zone …',
      'retrieval.documents.0.document.id': 'd1',
      'retrieval.documents.0.document.score': 0.9,
      'retrieval.documents.0.document.metadata': '{"source":"a.md"}',
      'retrieval.documents.1.document.content': 'plain text',
    });
  });

  test('are made of what is left after redaction', async () => {
    configure({ exporter: exporter({ scrubSecrets: true, anonymizer: [{ pattern: 'Ann' }] }) });
    trace(
      {
        name: 'chat',
        runType: 'llm',
        inputs: { messages: [{ role: 'user', content: 'I am Ann, password: hunter22' }] },
      },
      () => 'Hi Ann',
    );
    await flush();
    const text = received.map(({ body }) => body.toString('latin1')).join();
    expect(text).not.toMatch(/Ann|hunter22/);
    expect(text).toContain('[Redacted: secret]');
  });
});

describe('delivery', () => {
  test('goes on after the server was away, and drops only what is refused', async () => {
    answers = [{ status: 400, body: 'one is bad' }, { status: 400 }, { status: 200 }];
    configure({ exporter: exporter() });
    trace({ name: 'one' }, () => 1);
    trace({ name: 'two' }, () => 1);
    const failure = await flush().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DeliveryError);
    expect(failure).toMatchObject({ undelivered: 1 });
    expect(received).toHaveLength(3);
    expect(diagnostics.map(({ code }) => code)).toEqual(['runs-lost']);
  });

  test('is tried again, by us after they have given up', async () => {
    answers = [{ status: 503, headers: { 'retry-after': '0' } }, { status: 200 }];
    configure({ exporter: exporter() });
    trace({ name: 'one' }, () => 1);
    await flush();
    expect(Object.keys(sentSpans())).toEqual(['one']);
    expect(received).toHaveLength(2);
  });

  test('sends the headers, and tells of them to nobody', async () => {
    answers = [{ status: 401, body: 'no such key: opaque-key-1' }];
    configure({ exporter: exporter({ headers: { authorization: 'Bearer opaque-key-1', 'x-team': 'docs' } }) });
    trace({ name: 'one' }, () => 1);
    const failure = await flush().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer opaque-key-1', 'x-team': 'docs' });
    expect(String(failure)).toContain('401');
    expect(JSON.stringify([diagnostics, String(failure)])).not.toContain('opaque-key-1');
  });

  test('tells of passwords and queries in its URL to nobody', async () => {
    const secret = 'opaque-key-2';
    answers = [{ status: 400, body: `no such key: ${secret}` }];
    const place = new URL(url);
    place.password = 'opaque-password';
    configure({ exporter: exporter({ url: `${place.href}/?key=${secret}` }) });
    trace({ name: 'one' }, () => 1);
    const failure = await flush().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(received[0]?.path).toBe(`/v1/traces/?key=${secret}`);
    expect(received[0]?.headers['authorization']).toMatch(/^Basic /);
    expect(JSON.stringify([diagnostics, String(failure)])).not.toContain('opaque');
  });

  test('goes where the environment says', async () => {
    const before = { ...process.env };
    try {
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url.replace('/v1/traces', '/base');
      process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=opaque';
      process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] = 'http/json';
      process.env['OTEL_SERVICE_NAME'] = 'shop';
      process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'deployment.environment=test';
      configure({ exporter: new OtlpExporter({ signals: false }) });
      trace({ name: 'one' }, () => 1);
      await flush();
      expect(received[0]).toMatchObject({ path: '/base/v1/traces', headers: { 'api-key': 'opaque' } });
      expect(sentSpans()['one']?.resource).toMatchObject({ 'service.name': 'shop', 'deployment.environment': 'test' });
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    }
  });

  test.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    'goes nowhere where %s is wrong, and to no other place with its headers',
    async (name) => {
      const before = { ...process.env };
      try {
        if (name.includes('TRACES')) process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url.replace('/v1/traces', '');
        process.env[name] = 'localhost:4318';
        configure({ exporter: new OtlpExporter({ signals: false }) });
        trace({ name: 'one' }, () => 1);
        await expect(flush()).rejects.toThrow(`nowhere (${name} is wrong)`);
        expect(received).toEqual([]);
        expect(diagnostics.map(({ code }) => code)).toEqual(['variable-invalid', 'runs-lost']);
      } finally {
        for (const each of Object.keys(process.env)) if (!(each in before)) delete process.env[each];
      }
    },
  );

  test('may be that of an exporter of your own', async () => {
    const taken: string[] = [];
    let isDown = false;
    const own = {
      export: (spans: { name: string }[], done: (result: { code: number }) => void) => {
        taken.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: async () => void (isDown = true),
    };
    const otlp = exporter({ exporter: own });
    configure({ exporter: otlp });
    trace({ name: 'one' }, () => 1);
    await otlp.shutdown();
    expect([taken, isDown]).toEqual([['one'], true]);
  });

  test('may be that of the oldest release that is let in', async () => {
    configure({ exporter: exporter({ exporter: new OldestExporter({ url }) }) });
    trace({ name: 'outer' }, () => trace({ name: 'inner' }, () => 1));
    await flush();
    const { outer, inner } = sentSpans();
    expect(inner?.['parentSpanId']).toBe(outer?.['spanId']);
    expect(outer?.attributes['openinference.span.kind']).toBe('CHAIN');
  });

  test.each<[string, object, RegExp]>([
    ['an unknown option', { endpoint: 'x' }, /has no option endpoint/],
    ['starts', { sendStarts: true }, /no spans that have only started/],
    ['no URL', { url: 'localhost:4318' }, /URL of http or https/],
    ['another protocol', { protocol: 'grpc' }, /http\/protobuf or http\/json/],
    ['another compression', { compression: 'zstd' }, /gzip or none/],
    ['no exporter', { exporter: {} }, /a SpanExporter/],
    ['headers that HTTP cannot send', { headers: { 'a b': 'c' } }, /the header "a b"/],
    [
      'two ways at once',
      { exporter: { export() {}, shutdown() {} }, url: 'http://127.0.0.1' },
      /url is the given exporter's/,
    ],
    ['a wrong option for batches', { delayMs: -1 }, /delayMs is -1/],
    ['a wrong option for redaction', { hideInputs: 'yes' }, /hideInputs is true, false/],
  ])('is refused at once with %s', (_name, options, message) => {
    expect(() => new OtlpExporter(options as OtlpExporterOptions)).toThrow(message);
  });
});
