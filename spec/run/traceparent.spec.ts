import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree, traceable, tracingContext } from 'tracenest';
import { parseTraceParent } from '../../lib/run/traceparent.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const example = `00-${traceId}-${spanId}-01`;
const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter((text) => !/^0+$/.test(text));

describe('a traceparent that we write', () => {
  test('is version 00, the trace id, a span id and the sampled flag', () => {
    const run = new RunTree({ name: 'root' }).createChild({ name: 'child' });
    const { traceparent } = run.toHeaders();
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceparent?.split('-')[1]).toBe(run.traceId.replaceAll('-', ''));
  });

  test('has a span id of its own for every run', () => {
    const root = new RunTree({ name: 'root' });
    const spans = Array.from({ length: 10_000 }, () => root.createChild({ name: 'child' }).toHeaders()['traceparent']);
    expect(new Set(spans).size).toBe(10_000);
  });

  test('replaces one that was there', () => {
    const run = new RunTree({ name: 'root' });
    expect(run.toHeaders({ traceparent: example })['traceparent']).toContain(run.traceId.replaceAll('-', ''));
  });

  test('of a run below a foreign trace continues that trace', () => {
    const child = RunTree.fromHeaders({ traceparent: example })?.createChild({ name: 'child' });
    expect(child?.toHeaders()['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(child?.toHeaders()['traceparent']).not.toContain(spanId);
  });
});

describe('a traceparent that comes in', () => {
  test('is the parent: its trace id as a UUID, its span id in the last 16 digits', () => {
    const parent = RunTree.fromHeaders({ TraceParent: example });
    expect(parent?.traceId).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
    expect(parent?.id).toBe('00000000-0000-0000-00f0-67aa0ba902b7');
  });

  test('passed on as it came gives the same trace and span ids', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom('00', '01', 'ff'), (trace, span, flags) => {
        const parent = RunTree.fromHeaders({ traceparent: `00-${trace}-${span}-${flags}` });
        expect(parent?.toHeaders()['traceparent']?.slice(0, 52)).toBe(`00-${trace}-${span}`);
      }),
    );
  });

  test('parents what is traced in its context, which begins with a valid dotted order', () => {
    tracingContext(
      { traceparent: example },
      traceable(() => 1, { name: 'child' }),
    );
    const [child] = exporter.runs;
    expect(child?.parentRunId).toBe('00000000-0000-0000-00f0-67aa0ba902b7');
    expect(child?.dottedOrder.split('.')).toHaveLength(3);
    expect(RunTree.fromDottedOrder(child?.dottedOrder ?? '')?.id).toBe(child?.id);
    expect(diagnostics).toEqual([]);
  });

  test('may be given as a text, as a dotted order may', () => {
    expect(RunTree.fromDottedOrder(example)?.traceId).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
    tracingContext(
      example,
      traceable(() => 1, { name: 'child' }),
    );
    expect(exporter.runs[0]?.traceId).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
  });

  test('gives way to langsmith-trace', () => {
    const run = new RunTree({ name: 'root' });
    expect(RunTree.fromHeaders({ traceparent: example, 'langsmith-trace': run.dottedOrder })?.id).toBe(run.id);
  });

  test.each([
    ['of a later version, with more fields', `01-${traceId}-${spanId}-01-more`],
    ['of a later version, without more fields', `cc-${traceId}-${spanId}-00`],
    ['with flags we do not know', `00-${traceId}-${spanId}-ff`],
    ['with blanks around it', ` ${example} `],
  ])('is taken %s', (_what, text) => {
    expect(parseTraceParent(text)).toEqual({
      traceId: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
      parentId: '00000000-0000-0000-00f0-67aa0ba902b7',
    });
  });

  test.each([
    ['of the forbidden version', `ff-${traceId}-${spanId}-01`],
    ['of version 00 with more fields', `${example}-more`],
    ['of a later version whose flags run on', `01-${traceId}-${spanId}-01more`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['with a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['in upper case', example.toUpperCase()],
    ['with a short trace id', `00-${traceId.slice(1)}-${spanId}-01`],
    ['with a short span id', `00-${traceId}-${spanId.slice(1)}-01`],
    ['without flags', `00-${traceId}-${spanId}`],
    ['with a letter that is no digit', `00-${traceId.slice(1)}g-${spanId}-01`],
    ['of two values', `${example},${example}`],
    ['that is empty', ''],
  ])('is not taken %s, and that is told once', (_what, text) => {
    expect(RunTree.fromHeaders({ traceparent: text })).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['parent-malformed']);
    expect(diagnostics[0]?.message).toContain('traceparent');
  });
});

describe('a tracestate that we write', () => {
  test('has the whole id of the run first, and the entries of others behind it, letter for letter', () => {
    const run = new RunTree({ name: 'root' });
    expect(run.toHeaders({ TraceState: 'vendor=1, other@sys=a b' })['tracestate']).toBe(
      `tracenest=${run.id},vendor=1, other@sys=a b`,
    );
  });

  test('has one entry of ours, the newer', () => {
    const run = new RunTree({ name: 'root' });
    const older = new RunTree({ name: 'older' }).toHeaders()['tracestate'] ?? '';
    expect(run.toHeaders({ tracestate: `vendor=1,${older}` })['tracestate']).toBe(`tracenest=${run.id},vendor=1`);
  });

  test('has at most the 32 entries that the standard allows', () => {
    const foreign = Array.from({ length: 32 }, (_, index) => `vendor${index}=1`).join(',');
    const written = new RunTree({ name: 'root' }).toHeaders({ tracestate: foreign })['tracestate'];
    expect(written?.split(',')).toHaveLength(32);
    expect(written).toMatch(/^tracenest=.*vendor30=1$/);
  });
});

describe('a tracestate that comes in beside a traceparent', () => {
  const run = new RunTree({ name: 'root' }).createChild({ name: 'child' });
  const { traceparent = '', tracestate = '' } = run.toHeaders();

  test('gives the parent its whole id', () => {
    for (const state of [
      tracestate,
      `vendor=1,${tracestate}`,
      ` vendor=1 , ${tracestate} `,
      tracestate.toUpperCase().replace('TRACENEST', 'tracenest'),
    ]) {
      const parent = RunTree.fromHeaders({ traceparent, tracestate: state });
      expect(parent?.id).toBe(run.id);
      expect(parent?.traceId).toBe(run.traceId);
      expect(parent?.toHeaders()['traceparent']).toBe(traceparent);
    }
  });

  test('counts only where it is of the span that the traceparent names', () => {
    const other = new RunTree({ name: 'other' }).toHeaders()['tracestate'] ?? '';
    for (const state of [other, 'tracenest=', 'tracenest=nonsense', 'vendor=1', '', ',,=', `x${tracestate}`]) {
      const parent = RunTree.fromHeaders({ traceparent, tracestate: state });
      expect(parent?.id).toBe(`00000000-0000-0000-${run.id.slice(19, 23)}-${run.id.slice(24)}`);
      expect(parent?.traceId).toBe(run.traceId);
    }
    expect(diagnostics).toEqual([]);
  });

  test('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (state) => {
        expect(RunTree.fromHeaders({ traceparent, tracestate: state })?.traceId).toBe(run.traceId);
      }),
    );
  });

  test('alone is no parent', () => {
    expect(RunTree.fromHeaders({ tracestate })).toBeUndefined();
    expect(diagnostics).toEqual([]);
  });
});
