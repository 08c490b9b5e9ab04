import { describe, expect, test } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { ProtobufTraceSerializer as OldestSerializer } from '@opentelemetry/otlp-transformer-oldest';
import generated from '@opentelemetry/otlp-transformer-oldest/build/src/generated/root.js';
import fc from 'fast-check';
import type { Run } from 'tracenest';
import type { OtlpSpan } from '../../../lib/export/otlp/otlpSpan.js';
import { resourceOf, spanOf } from '../../../lib/export/otlp/spanOf.js';
import { plainRun } from '../../helpers/plainRun.js';
import { metadataShapes } from '../../helpers/runShapes.js';

const request = (generated as any).opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** Whatever is in a text: halves of pairs, zeros, nothing. */
const texts = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e300, -1e300, 2 ** 53, -(2 ** 63), 2 ** 64, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER),
);
const values = fc.oneof(texts, numbers, fc.array(texts), fc.array(numbers), metadataShapes);

const runs: fc.Arbitrary<Run> = fc
  .record({
    name: texts,
    projectName: texts,
    runType: fc.constantFrom('chain', 'llm', 'tool', 'retriever', 'embedding', 'agent'),
    inputs: fc.dictionary(texts, values),
    outputs: fc.option(fc.dictionary(texts, values), { nil: undefined }),
    metadata: fc.dictionary(fc.oneof(texts, fc.constantFrom('ls_seed', 'ls_stop', 'ls_model_name', 'user_id')), values),
    tags: fc.array(texts),
    error: fc.option(fc.record({ name: texts, message: texts }), { nil: undefined }),
    events: fc.array(fc.record({ name: texts, time: fc.constant(5), attributes: fc.dictionary(texts, values) })),
  })
  .map((init) => plainRun({ ...init, end: 1 }));

const spanOfRun = (run: Run): OtlpSpan => spanOf(run, resourceOf({}, run.projectName));

/** What a server that reads strictly would refuse the whole request for. */
function faultIn(json: unknown): string | undefined {
  if (typeof json === 'string')
    return /\p{Surrogate}/u.test(json) ? `half of a pair in ${JSON.stringify(json)}` : undefined;
  if (typeof json !== 'object' || json === null) return undefined;
  for (const [name, member] of Object.entries(json)) {
    if (name === 'intValue' && !Number.isSafeInteger(Number(member))) return `${String(member)} as a whole number`;
    if (name === 'key' && member === '') return 'an attribute without a name';
    const fault = faultIn(member);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

describe('a span of any run', () => {
  test('has in JSON nothing that a strict reader refuses', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const bytes = JsonTraceSerializer.serializeRequest([spanOfRun(run)] as never) ?? new Uint8Array();
        expect(faultIn(JSON.parse(Buffer.from(bytes).toString()))).toBeUndefined();
      }),
    );
  });

  test('is read by the official definitions as it was written, by the newest release and by the oldest', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const span = spanOfRun(run);
        for (const { serializeRequest } of [ProtobufTraceSerializer, OldestSerializer]) {
          const message = request.decode(serializeRequest([span] as never));
          const [read] = message.resourceSpans[0].scopeSpans[0].spans;
          const texts = read.attributes.map(({ key, value }: any) => [key, value.stringValue]);
          const strings = Object.entries(span.attributes).filter(([, value]) => typeof value === 'string');
          expect(texts.filter(([, value]: any) => value !== undefined && value !== null)).toEqual(strings);
          expect(read.name).toBe(span.name);
          expect(read.events.map(({ name }: any) => name)).toEqual(span.events.map(({ name }) => name));
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('numbers beyond what whole numbers of OTLP can be are texts', () => {
  const attributes = { huge: 1e300, exact: 7, part: 0.5, list: [1, 1e300], fine: [1, 2] };
  const [event] = spanOfRun(plainRun({ end: 1, events: [{ name: 'e', time: 1, attributes }] })).events;
  expect(event?.attributes).toEqual({ huge: '1e+300', exact: 7, part: 0.5, list: '[1,1e+300]', fine: [1, 2] });
});
