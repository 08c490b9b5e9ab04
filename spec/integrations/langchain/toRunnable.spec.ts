import { expect, test } from '@jest/globals';
import { Runnable, RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { asRunnable, runnable, trace, traceable } from 'tracenest';
import { toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

let failures = 0;

class Service {
  @runnable
  async describe(text: string, config?: RunnableConfig): Promise<{ text: string; length: number; user: unknown }> {
    return { text, length: text.length, user: config?.configurable?.['user'] };
  }

  @runnable
  async *words(text: string): AsyncGenerator<string> {
    yield* text.split(/(?= )/);
  }

  @runnable({ name: 'flaky' })
  async flaky(text: string): Promise<string> {
    if (failures-- > 0) throw new RangeError('flaky');
    return text;
  }

  @runnable
  async called(text: string): Promise<string> {
    return RunnableLambda.from((input: string) => `${input}!`).invoke(text);
  }
}

const service = new Service();

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('is a Runnable, with the name of the method', () => {
  const real = toRunnable(service.words);
  expect(real).toBeInstanceOf(Runnable);
  expect([real.getName(), Runnable.isRunnable(real)]).toEqual(['Service.words', true]);
});

test('invoke, stream, batch and transform', async () => {
  const words = toRunnable(service.words);
  expect(await words.invoke('a b c')).toBe('a b c');
  expect(await all(await words.stream('a b'))).toEqual(['a', ' b']);
  expect(await words.batch(['a', 'b'])).toEqual(['a', 'b']);
  expect(
    await all(
      words.transform(
        words.transform(
          (async function* () {
            yield 'a';
            yield ' b';
          })(),
          {},
        ),
        {},
      ),
    ),
  ).toEqual(['a', ' b']);
  failures = 1;
  const results = await toRunnable(service.flaky).batch(['a', 'b'], {}, { returnExceptions: true });
  expect(results).toEqual([new RangeError('flaky'), 'b']);
});

test('pipe, pick, assign and withConfig, without runs around the method’s', async () => {
  const chain = toRunnable(service.describe)
    .withConfig({ configurable: { user: 'me' }, tags: ['configured'] })
    .assign({ twice: ({ length }: { length: number }) => length * 2 })
    .pick(['twice', 'user'])
    .pipe((picked) => JSON.stringify(picked));
  expect(await trace({ name: 'outer' }, () => chain.invoke('abc', toRunnableConfig()))).toBe('{"twice":6,"user":"me"}');
  expect(traceTree(exporter)).toMatch(/^outer\n {2}RunnableSequence\n {4}Service\.describe\n/);
  expect(exporter.runs.filter(({ name }) => name === 'Service.describe')).toMatchObject([
    { tags: ['configured'], inputs: { text: 'abc' } },
  ]);
});

test('withRetry and withFallbacks: a run for every attempt', async () => {
  failures = 1;
  expect(await toRunnable(service.flaky).withRetry({ stopAfterAttempt: 2 }).invoke('a', toRunnableConfig())).toBe('a');
  failures = 1;
  const fallback = toRunnable(service.flaky).withFallbacks([toRunnable(service.words)]);
  expect(await fallback.invoke('b', toRunnableConfig())).toBe('b');
  const attempts = exporter.runs.filter(({ name }) => name === 'flaky' || name === 'Service.words');
  expect(attempts.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'flaky error',
    'flaky success',
    'flaky success', // LangChain's own run around the attempts, which has the name of what is tried.
    'flaky error',
    'Service.words success',
  ]);
});

test('a config names the run and gives it its id, once', async () => {
  const runId = '01890a5d-ac96-774b-bcce-b302099a8060';
  await toRunnable(service.called).invoke('a', { ...toRunnableConfig(), runName: 'named', runId });
  expect(traceTree(exporter)).toBe('named\n  RunnableLambda');
  expect(exporter.runs.at(-1)?.id).toBe(runId);
});

test('without any bridge it runs, and its run is where its code is called', async () => {
  await trace({ name: 'outer' }, () => toRunnable(service.called).invoke('a'));
  expect(traceTree(exporter)).toBe('outer\n  Service.called');
});

test.each(['v1', 'v2'] as const)('streamEvents %s tells of the method by its name', async (version) => {
  const events = await all(toRunnable(service.words).streamEvents('a b', { version }));
  expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
    'on_chain_start Service.words',
    'on_chain_stream Service.words',
    'on_chain_stream Service.words',
    'on_chain_end Service.words',
  ]);
});

test('its events and its log are those of any step, and its run is where it is', async () => {
  const chain = RunnableLambda.from((text: string) => text).pipe(toRunnable(service.words));
  const names = ['RunnableLambda', 'RunnableSequence', 'Service.words'];
  for (const version of ['v1', 'v2'] as const) {
    const events = await all(chain.streamEvents('a b', { ...toRunnableConfig(), version }));
    const ended = events.filter(({ event }) => event === 'on_chain_end');
    expect(ended.map(({ name }) => name).sort()).toEqual(names);
    expect(ended.find(({ name }) => name === 'Service.words')?.data).toMatchObject({ input: 'a b', output: 'a b' });
  }
  const log = await all(chain.streamLog('a b', toRunnableConfig()));
  expect(JSON.stringify(log)).toContain('"/logs/Service.words"');
  const tree = 'RunnableSequence\n  RunnableLambda\n  Service.words';
  expect(traceTree(exporter)).toBe([tree, tree, tree].join('\n'));
});

test('getGraph draws it', () => {
  const graph = toRunnable(service.words).pipe(toRunnable(service.flaky)).getGraph();
  expect(Object.values(graph.nodes).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Service.words', 'flaky']),
  );
  expect(graph.drawMermaid()).toContain('Service.words');
});

test('of what is no runnable says what to do', () => {
  class Plain {
    @traceable
    async method(): Promise<void> {}
  }
  expect(() => toRunnable(new Plain().method)).toThrow(/"method", which is no runnable\. Decorate the method/);
});

test('a method as it is, in sequences, maps, bindings, retries and streams of LangChain', async () => {
  const chain = RunnableLambda.from((text: string) => text).pipe(asRunnable(service.flaky));
  expect(await chain.invoke('a')).toBe('a');
  expect(await all(await chain.stream('a'))).toEqual(['a']);
  expect(diagnostics).toEqual([]);
});
