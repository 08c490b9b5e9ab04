import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RunTree } from 'tracenest';
import { isUuid } from '../../lib/run/identity.js';
import { hostileValues } from '../helpers/hostileValues.js';
import { freshTracing } from '../helpers/freshTracing.js';

const { diagnostics } = freshTracing();

const make = (): RunTree => new RunTree({ name: 'search', tags: ['a'], metadata: { k: 1 } });

describe('what means nothing to a running run is dropped and reported, naming method and run', () => {
  const uses: Readonly<Record<string, (run: any) => void>> = {
    'addMetadata(null)': (run) => run.addMetadata(null),
    'addMetadata(undefined)': (run) => run.addMetadata(undefined),
    'addMetadata(text)': (run) => run.addMetadata('xy'),
    'addMetadata(list)': (run) => run.addMetadata([1]),
    'addMetadata(date)': (run) => run.addMetadata(new Date(0)),
    'addTags(null)': (run) => run.addTags(null),
    'addTags(number)': (run) => run.addTags(5),
    'addTags(object)': (run) => run.addTags({}),
    'addEvent()': (run) => run.addEvent(),
    'addEvent(object)': (run) => run.addEvent({ name: 'x' }),
    'attach(name)': (run) => run.attach('x'),
    'attach(number)': (run) => run.attach('x', { mimeType: 'a', data: 5 }),
    'attach(list of numbers)': (run) => run.attach('x', { mimeType: 'a', data: [1, 2] }),
    'attach(path that is none)': (run) => run.attach('x', { mimeType: 'a', path: 5 }),
    'attach(URL of the web)': (run) => run.attach('x', { mimeType: 'a', path: new URL('http://127.0.0.1') }),
    'attach(pair without data)': (run) => run.attach('x', ['text/plain']),
    'attach without a type': (run) => run.attach('x', { data: 'x' }),
    'attach without a name': (run) => run.attach(undefined, { mimeType: 'a', data: 'x' }),
  };

  test.each(Object.entries(uses))('%s', (use, misuse) => {
    const run = make();
    const before = JSON.stringify(run);
    misuse(run);
    expect(JSON.stringify(run)).toBe(before);
    expect(run.attachments).toEqual({});
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-misuse']);
    expect(diagnostics[0]?.message).toMatch(new RegExp(`^${/^\w+/.exec(use)?.[0]} of the run search got .*Pass`));
  });
});

describe('what is meant is taken', () => {
  test('a list of tags', () => {
    const run = make();
    run.addTags(['b', 'c'], 'd');
    (run as any).addTags('e', 5);
    expect(run.tags).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('an event whose attributes are no object, without them', () => {
    const run: any = make();
    run.addEvent('retry', 'attempt 2');
    run.addEvent('done', null);
    expect(run.events).toEqual([
      { name: 'retry', time: expect.any(Number) },
      { name: 'done', time: expect.any(Number) },
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['run-misuse']);
  });

  test.each([
    ['a text', 'q', { input: 'q' }],
    ['a list', [1, 2], { input: [1, 2] }],
    ['null', null, { input: null }],
    ['a Map', new Map([['k', 1]]), { k: 1 }],
  ])('%s as the inputs', (_what, inputs, record) => {
    const run = make();
    run.setInputs(inputs as never);
    expect(run.inputs).toEqual(record);
  });

  test('null as the error of an end, which is none', () => {
    const run = make();
    run.end({ found: 1 }, null);
    expect(run).toMatchObject({ status: 'success', error: undefined, outputs: { found: 1 } });
  });

  test('null as the headers to add to', () => {
    expect(make().toHeaders(null)).toHaveProperty('traceparent');
    expect(make().toHeaders(5 as never)).toHaveProperty('traceparent');
  });
});

describe('nothing that a run is given makes it throw', () => {
  const uses: readonly ((run: any, value: any) => void)[] = [
    (run, value) => run.addMetadata(value),
    (run, value) => run.addMetadata({ value }),
    (run, value) => (run.metadata.value = value),
    (run, value) => run.addTags(value),
    (run, value) => run.addTags([value]),
    (run, value) => run.tags.push(value),
    (run, value) => run.addEvent(value),
    (run, value) => run.addEvent('event', value),
    (run, value) => run.setInputs(value),
    (run, value) => run.setOutputs(value),
    (run, value) => run.attach('file', value),
    (run, value) => run.attach(value, value),
    (run, value) => run.attach('file', { mimeType: 'a', data: value }),
    (run, value) => run.toHeaders({ value }),
    (run, value) => run.end(value, value),
  ];

  test('whatever it is', () => {
    fc.assert(
      fc.property(hostileValues, fc.shuffledSubarray([...uses]), (value, some) => {
        const run = make();
        for (const use of some) use(run, value());
        run.createChild({ name: 'child' });
        run.end();
        expect(() => JSON.stringify([run, run.toHeaders()])).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('making a run throws a clear error', () => {
  const root = new RunTree({ name: 'root' });

  test.each([
    ['without a description', () => new RunTree(undefined as never), /new RunTree got undefined/],
    ['without a name', () => new RunTree({} as never), /new RunTree needs a name/],
    ['with an unknown option', () => new RunTree({ name: 'x', run_type: 'tool' } as never), /"run_type".*"runType"/],
    ['with an unknown run type', () => new RunTree({ name: 'x', runType: 'foo' as never }), /runType "foo"/],
    ['with tags that are no list', () => new RunTree({ name: 'x', tags: 'a' as never }), /tags "a"/],
    ['with metadata that is none', () => new RunTree({ name: 'x', metadata: 'k' as never }), /metadata "k"/],
    ['with a parent that is no run', () => new RunTree({ name: 'x' }, {} as never), /as its parent. Pass a RunTree/],
    ['below another without a description', () => root.createChild(undefined as never), /createChild got undefined/],
    ['below another without a name', () => root.createChild({} as never), /createChild needs a name/],
    ['below another with inputs that are none', () => root.createChild({ name: 'x', inputs: 5 as never }), /inputs 5/],
    [
      'below another with an observer that is none',
      () => root.createChild({ name: 'x', observer: {} as never }),
      /observer.*onEnd/,
    ],
  ])('%s', (_what, wrong, message) => {
    expect(wrong).toThrow(TypeError);
    expect(wrong).toThrow(message);
  });

  test('but not for an id that is no UUID, which is reported and ignored', () => {
    expect(isUuid(new RunTree({ name: 'x', id: 'hello' }).id)).toBe(true);
    expect(isUuid(root.createChild({ name: 'x', id: 'hello' }).id)).toBe(true);
    expect(diagnostics.map(({ code }) => code)).toContain('run-id-malformed');
  });
});

describe('a parent that is not there', () => {
  test.each([null, undefined])('(%s) is none, and nothing to report', (nothing) => {
    expect(RunTree.fromHeaders(nothing)).toBeUndefined();
    expect(RunTree.fromDottedOrder(nothing)).toBeUndefined();
    expect(RunTree.fromRunnableConfig(nothing)).toBeUndefined();
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ['headers that are a text', () => RunTree.fromHeaders('abc' as never), /headers.*"abc"/],
    ['headers that are a number', () => RunTree.fromHeaders(5 as never), /headers.*5/],
    ['a request', () => RunTree.fromHeaders(new Request('http://localhost') as never), /a Request.*request\.headers/],
    ['a dotted order that is a number', () => RunTree.fromDottedOrder(5 as never), /dotted order.*5/],
    ['a dotted order that is a run', () => RunTree.fromDottedOrder(make() as never), /dotted order.*a RunTree/],
  ])('(%s) is reported and never throws', (_what, read, message) => {
    expect(read()).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['parent-malformed']);
    expect(diagnostics[0]?.message).toMatch(message);
  });

  test.each([5, 'text', true])('(%s as a config) never throws', (config) => {
    expect(RunTree.fromRunnableConfig(config as never)).toBeUndefined();
  });
});
