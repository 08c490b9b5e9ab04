import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { OTLPTraceExporter as OldestExporter } from '@opentelemetry/exporter-trace-otlp-proto-oldest';
import generated from '@opentelemetry/otlp-transformer-oldest/build/src/generated/root.js';
import { configure, flush, trace } from 'tracenest';
import { OtlpExporter, type OtlpProtocol } from 'tracenest/exporters';
import { watchAnswers } from '../../../lib/export/otlp/officialExporter.js';
import { freshTracing } from '../../helpers/freshTracing.js';

const { diagnostics } = freshTracing();
const Answer = (generated as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Answering {
  readonly url: string;
  readonly requests: number;
}

/** Answers 200 to everything, with that body. */
async function answering(body: Uint8Array | string): Promise<Answering> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    get requests() {
      return requests;
    },
  };
}

const rejected = { partialSuccess: { rejectedSpans: 2, errorMessage: 'too old for the key opaque' } };
const protobuf = (answer: object): Uint8Array => Answer.encode(Answer.fromObject(answer)).finish();

async function sendFive(url: string, protocol: OtlpProtocol): Promise<void> {
  configure({ exporter: new OtlpExporter({ url, protocol, signals: false, headers: { 'api-key': 'opaque' } }) });
  for (let count = 0; count < 5; count++) trace({ name: 'call' }, () => 1);
  await flush();
}

describe.each<[OtlpProtocol, (answer: object) => Uint8Array | string]>([
  ['http/protobuf', protobuf],
  ['http/json', (answer) => JSON.stringify(answer)],
])('an answer in %s that all went well but', (protocol, encode) => {
  test('for some spans is a loss of these, told with what the server says, and nothing is sent again', async () => {
    const server = await answering(encode(rejected));
    await expect(sendFive(server.url, protocol)).rejects.toMatchObject({ name: 'DeliveryError', undelivered: 2 });
    expect(server.requests).toBe(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(['runs-lost']);
    expect(diagnostics[0]?.message).toContain('2 runs: ');
    expect(diagnostics[0]?.message).toContain('too old for the key [api-key]');
  });

  test('for a word of warning is no loss, and told', async () => {
    const server = await answering(encode({ partialSuccess: { errorMessage: 'use another endpoint' } }));
    await sendFive(server.url, protocol);
    expect(diagnostics.map(({ code }) => code)).toEqual(['otlp-warning']);
    expect(diagnostics[0]?.message).toContain('use another endpoint');
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['an empty remark', { partialSuccess: {} }],
    ['no spans', { partialSuccess: { rejectedSpans: 0 } }],
  ])('for %s is none', async (_name, answer) => {
    await sendFive((await answering(encode(answer))).url, protocol);
    expect(diagnostics).toEqual([]);
  });
});

test.each<[string, object, number]>([
  ['a number as text, as protobuf has it in JSON', { rejectedSpans: '3' }, 3],
  ['more than were sent', { rejectedSpans: 1e9 }, 5],
])('of %s', async (_name, partialSuccess, undelivered) => {
  const { url } = await answering(JSON.stringify({ partialSuccess }));
  await expect(sendFive(url, 'http/json')).rejects.toMatchObject({ undelivered });
});

test.each<[string, string]>([
  ['no JSON', '<html>'],
  ['another shape', '{"partialSuccess":"all"}'],
  ['nonsense in it', '{"partialSuccess":{"rejectedSpans":-1,"errorMessage":5}}'],
  ['a list', '[1]'],
  ['null', 'null'],
])('an answer with %s says nothing', async (_name, body) => {
  await sendFive((await answering(body)).url, 'http/json');
  expect(diagnostics).toEqual([]);
});

test('is seen in the answers to the oldest release that is let in, too', async () => {
  const { url } = await answering(protobuf(rejected));
  const exporter = new OldestExporter({ url });
  const takeAnswer = watchAnswers(exporter);
  await new Promise((resolve) => exporter.export([], resolve));
  expect(takeAnswer()).toMatchObject({ partialSuccess: { errorMessage: rejected.partialSuccess.errorMessage } });
  expect(takeAnswer()).toBeUndefined();
  await exporter.shutdown();
});
