import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree, tracingContext, traceable } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const run = new RunTree({ name: 'root', tags: ['a', 'b'], metadata: { k: 'v' }, projectName: 'docs' });
const good = run.toHeaders();

/** Something wrong with a good text: cut off, with a piece missing, or with noise in it. */
function damaged(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.nat({ max: text.length }).map((at) => text.slice(0, at)),
    fc.nat({ max: text.length - 1 }).map((at) => text.slice(0, at) + text.slice(at + 1)),
    fc
      .tuple(fc.nat({ max: text.length }), fc.constantFrom('%', '%%', '%E0', ',', '=', ';', '{', '"', '\u0000', 'é'))
      .map(([at, noise]) => text.slice(0, at) + noise + text.slice(at)),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );
}

describe('malformed headers', () => {
  test('never throw, whatever they hold', () => {
    const headers = fc.record(
      {
        'langsmith-trace': damaged(good['langsmith-trace'] ?? ''),
        baggage: damaged(good['baggage'] ?? ''),
        traceparent: damaged(good['traceparent'] ?? ''),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(headers, (record) => {
        const read = RunTree.fromHeaders(record);
        if (read !== undefined) {
          expect(() => read.toHeaders()).not.toThrow();
          expect(() => JSON.stringify(read.createChild({ name: 'child' }))).not.toThrow();
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('in langsmith-trace leave the trace where it was, and say so once', () => {
    const inner = traceable(() => 1, { name: 'inner' });
    traceable(() => tracingContext({ 'langsmith-trace': 'no order' }, inner), { name: 'outer' })();
    expect(exporter.runs.map(({ name, parentRunId }) => [name, parentRunId === undefined])).toEqual([
      ['inner', false],
      ['outer', true],
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['parent-malformed']);
    expect(diagnostics[0]?.message).toContain('langsmith-trace');
    expect(diagnostics[0]?.message).toContain('"no order"');
  });

  test('in langsmith-trace do not keep a good traceparent from being used', () => {
    const read = RunTree.fromHeaders({ ...good, 'langsmith-trace': 'no order' });
    expect(read?.traceId).toBe(run.traceId);
    expect(diagnostics.map(({ code }) => code)).toEqual(['parent-malformed']);
  });

  test('with a very long value are quoted only in part', () => {
    RunTree.fromHeaders({ 'langsmith-trace': 'x'.repeat(1_000_000) });
    expect(diagnostics[0]?.message.length).toBeLessThan(1_000);
  });

  test.each([
    ['a bad percent escape in the metadata', 'langsmith-metadata=%7B%zz'],
    ['a percent escape that is no UTF-8', 'langsmith-tags=%E0%A4%A'],
    ['metadata that is no JSON', 'langsmith-metadata=%7Bk'],
    ['metadata that is a list', 'langsmith-metadata=%5B1%5D'],
    ['metadata that is null', 'langsmith-metadata=null'],
    ['metadata that is empty', 'langsmith-metadata='],
    ['a truncated project', 'langsmith-project=docs%2'],
  ])('leave out %s with a diagnostic that names the entry, and keep the rest', (_what, entry) => {
    const others = ['langsmith-metadata=%7B%22k%22%3A1%7D', 'langsmith-tags=a', 'langsmith-project=docs'].filter(
      (other) => other.split('=')[0] !== entry.split('=')[0],
    );
    const read = RunTree.fromHeaders({ ...good, baggage: [entry, ...others].join(',') });
    const kept = { metadata: read?.metadata, tags: read?.tags, projectName: read?.projectName };
    const key = entry.split('=')[0]?.replace('langsmith-', '').replace('project', 'projectName') ?? '';
    const fallback = { metadata: {}, tags: [], projectName: 'default' };
    expect(kept).toEqual({ metadata: { k: 1 }, tags: ['a'], projectName: 'docs', ...pick(fallback, key) });
    expect(diagnostics.map(({ code }) => code)).toEqual(['baggage-malformed']);
    expect(diagnostics[0]?.message).toContain(entry.split('=')[0]);
    expect(diagnostics[0]?.cause).toBeInstanceOf(Error);
  });

  test('with a project without a name leave the project at its default', () => {
    expect(RunTree.fromHeaders({ ...good, baggage: 'langsmith-project=' })?.projectName).toBe('default');
  });

  test('do not reach Object.prototype', () => {
    const metadata = encodeURIComponent('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    const read = RunTree.fromHeaders({ ...good, baggage: `langsmith-metadata=${metadata}` });
    read?.createChild({ name: 'child', metadata: { own: 1 } }).toHeaders();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('writing headers never throws', () => {
  test('for tags, metadata and a project with half a surrogate pair', () => {
    const odd = new RunTree({ name: 'odd', tags: ['\ud800'], metadata: { '\udc00': '\ud800' }, projectName: '\udfff' });
    expect(() => odd.toHeaders()).not.toThrow();
    expect(RunTree.fromHeaders(odd.toHeaders())?.id).toBe(odd.id);
  });

  test('for metadata that JSON cannot say', () => {
    const circular: Record<string, unknown> = { big: 10n };
    circular['self'] = circular;
    const odd = new RunTree({ name: 'odd', metadata: circular });
    expect(() => odd.toHeaders()).not.toThrow();
    expect(RunTree.fromHeaders(odd.toHeaders())?.id).toBe(odd.id);
  });

  test('for whatever text', () => {
    const texts = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        fc.array(texts),
        fc.dictionary(texts, fc.anything({ withBigInt: true })),
        texts,
        (tags, metadata, projectName) => {
          const odd = new RunTree({ name: 'odd', tags, metadata, projectName });
          expect(RunTree.fromHeaders(odd.toHeaders())?.dottedOrder).toBe(odd.dottedOrder);
        },
      ),
    );
  });
});

function pick(record: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  return { [key]: record[key] };
}
