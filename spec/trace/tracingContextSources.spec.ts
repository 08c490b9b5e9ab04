import { describe, expect, test } from '@jest/globals';
import { MemoryExporter, RunTree, traceable, tracingContext, withExtra } from 'tracenest';
import { freshTracing } from '../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const call = traceable(() => 1, { name: 'call' });
const parent = new RunTree({ name: 'caller' });
const callbacks = [{ [Symbol.for('tracenest.runOfCallback')]: () => parent }];

describe('a RunnableConfig given to tracingContext', () => {
  test('gives the scope its parent, its tags and its metadata', () => {
    tracingContext({ callbacks, tags: ['a'], metadata: { k: 1 } }, call);
    expect(exporter.runs[0]).toMatchObject({ parentRunId: parent.id, tags: ['a'], metadata: { k: 1 } });
    expect(diagnostics).toEqual([]);
  });

  test('is told by any key that only a config has', () => {
    tracingContext({ tags: ['a'], configurable: {} }, call);
    tracingContext({ tags: ['a'], recursionLimit: 25 }, call);
    expect(exporter.runs.map(({ tags }) => tags)).toEqual([['a'], ['a']]);
  });

  test('with tags and metadata of no use works all the same, and says so', () => {
    tracingContext({ configurable: {}, tags: 'a', metadata: [1], runName: 7 } as never, call);
    withExtra(call, { config: { tags: [5], metadata: [1], runName: 7 } as never })();
    expect(exporter.runs).toMatchObject([
      { name: 'call', tags: [], metadata: {} },
      { name: 'call', tags: [], metadata: {} },
    ]);
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(['config-malformed']);
    expect(diagnostics.map(({ message }) => message).join()).toMatch(/runName 7.*tags "a".*metadata \[1\]/);
  });

  test.each([
    ['projectName', { projectName: 'docs', signal: new AbortController().signal }],
    ['enabled', { enabled: false, configurable: {} }],
    ['exporter', { exporter, callbacks: [] }],
    ['parent', { parent: null, runName: 'first' }],
  ])('cannot hold the option %s: the error names both and what to write', (option, mixed) => {
    const key = Object.keys(mixed).find((name) => name !== option) ?? '';
    const open = (): unknown => tracingContext(mixed as never, call);
    expect(open).toThrow(TypeError);
    expect(open).toThrow(new RegExp(`"${option}".*"${key}".*parent: config`));
    expect(exporter.runs).toEqual([]);
  });
});

describe('a request is no parent, its headers are', () => {
  const headers = parent.toHeaders();

  test.each([
    ['a Request', new Request('http://localhost', { headers })],
    ['a request of Node', Object.assign(Object.create({ socket: {} }), { headers, method: 'GET' })],
    ['an event of AWS', { headers, body: '{}', isBase64Encoded: false }],
  ])('%s given as one throws and says what to pass', (_what, request) => {
    expect(() => tracingContext(request as never, call)).toThrow(TypeError);
    expect(() => tracingContext(request as never, call)).toThrow(/\.headers/);
    expect(() => withExtra(call, { parent: request as never })()).toThrow(/\.headers/);
  });

  test('whose headers are passed continues the trace', () => {
    tracingContext(new Request('http://localhost', { headers }).headers, call);
    expect(exporter.runs[0]?.parentRunId).toBe(parent.id);
  });
});

describe('what else is no parent throws and says what there is', () => {
  test.each([
    ['an exporter', new MemoryExporter(), /a MemoryExporter.*tracingContext\(\{ exporter \}\)/],
    ['an object of a class', new URL('http://localhost'), /a URL/],
    ['a promise of a run', Promise.resolve(parent), /a Promise/],
    ['a number', 5, /The parent is 5/],
  ])('%s', (_what, source, message) => {
    expect(() => tracingContext(source as never, call)).toThrow(TypeError);
    expect(() => tracingContext(source as never, call)).toThrow(message);
  });
});
