import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
import { Client } from 'langsmith';
import { traceable as langSmithTraceable } from 'langsmith/traceable';
import { runnable, trace, traceable, tracingContext } from 'tracenest';
import { nestLangChain, toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const leaf = traceable(async (input: unknown) => input, { name: 'leaf' });

/** The storage that LangChain and LangSmith share. */
interface Storage {
  getStore(): unknown;
}
const storage = (): Storage | undefined =>
  (globalThis as Record<symbol, Storage | undefined>)[Symbol.for('ls:tracing_async_local_storage')];

class Counter extends BaseCallbackHandler {
  override name = 'counter';
  readonly seen: string[] = [];
  override handleChainStart(_chain: unknown, _inputs: unknown, ...rest: unknown[]): void {
    this.seen.push(String(rest[5]));
  }
}

const named = (
  name: string,
  work: (input: string, config: RunnableConfig) => unknown,
): RunnableLambda<string, string> =>
  RunnableLambda.from((input: string, config) => work(input, config) as string).withConfig({
    runName: name,
  }) as unknown as RunnableLambda<string, string>;

describe('handlers that are there already', () => {
  test('stay, in the call and below it', async () => {
    const counter = new Counter();
    const inner = named('inner', leaf);
    const chain = named('outermost', async (input) => inner.invoke(await inner.invoke(input), toRunnableConfig()));
    const { callbacks } = toRunnableConfig();
    await chain.invoke('x', { callbacks: [counter, ...(callbacks as BaseCallbackHandler[])] });
    expect(counter.seen).toEqual(['outermost', 'inner', 'inner']);
    expect(traceTree(exporter)).toBe('outermost\n  inner\n    leaf\n  inner\n    leaf');
  });

  test('that were given in a constructor or by withConfig', async () => {
    const counter = new Counter();
    await named('one', leaf)
      .withConfig({ callbacks: [counter] })
      .invoke('x', toRunnableConfig());
    expect([counter.seen.length, traceTree(exporter)]).toEqual([1, 'one\n  leaf']);
  });
});

test('toRunnableConfig(run) puts a call below that run, also out of a step', async () => {
  const other = trace({ name: 'other' }, (run) => run);
  const inner = named('inner', leaf);
  await trace({ name: 'outer' }, () =>
    named('step', async (input) => inner.invoke(input, toRunnableConfig(other))).invoke('x', toRunnableConfig()),
  );
  expect(traceTree(exporter)).toBe('other\n  inner\n    leaf\nouter\n  step');
});

test('a config of a step is a parent for tracingContext', async () => {
  let passed: RunnableConfig | undefined;
  await named('step', (input, config) => {
    passed = config;
    return input;
  }).invoke('x', toRunnableConfig());
  await tracingContext(passed as never, () => leaf('late'));
  expect(traceTree(exporter)).toBe('step\n  leaf');
});

describe('beside LangSmith’s tracer', () => {
  const posted = new Map<string, { name: string; parent_run_id?: string | null }>();
  // Says that it takes no multipart bodies: then a batch is one JSON.
  const info = { batch_ingest_config: { use_multipart_endpoint: false } };
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { post = [] } = JSON.parse(body.toString() || '{}') as { post?: { id: string; name: string }[] };
      for (const run of post) posted.set(run.id, run);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(info));
    });
  });
  let client: Client;

  beforeAll(async () => {
    process.env['LANGSMITH_TRACING'] = 'true';
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = new Client({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      apiKey: 'none',
    });
  });

  afterAll(async () => {
    delete process.env['LANGSMITH_TRACING'];
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  class Service {
    @runnable({ name: 'method' })
    async method(input: string): Promise<string> {
      return String(await leaf(input));
    }
  }

  async function tracedByBoth(call: (config: RunnableConfig) => Promise<unknown>): Promise<string[]> {
    posted.clear();
    const tracer = new LangChainTracer({ client });
    await call({ callbacks: [tracer] });
    await client.awaitPendingTraceBatches();
    return [...posted.values()].map(({ name }) => name).sort();
  }

  const chain = named('chain', async (input) => named('inner', leaf).invoke(input)).pipe(
    toRunnable(new Service().method),
  );

  test('neither loses or doubles the runs of the other', async () => {
    const alone = await tracedByBoth((config) => chain.invoke('x', config));
    expect(exporter.runs.map(({ name }) => name)).toEqual(['leaf', 'leaf', 'method']);
    exporter.clear();
    const both = await tracedByBoth((config) => {
      const { callbacks } = toRunnableConfig();
      const handlers = [...(config.callbacks as BaseCallbackHandler[]), ...(callbacks as BaseCallbackHandler[])];
      return trace({ name: 'outer' }, () => chain.invoke('x', { callbacks: handlers }));
    });
    expect(both).toEqual(alone);
    expect(both).toEqual(['RunnableSequence', 'chain', 'inner', 'method']);
    expect(traceTree(exporter)).toBe(
      'outer\n  RunnableSequence\n    chain\n      inner\n        leaf\n    method\n      leaf',
    );
  });

  test('the same step has an id here and another there: both may go to one server', async () => {
    const tracer = new LangChainTracer({ client });
    posted.clear();
    const { callbacks } = toRunnableConfig();
    await chain.invoke('x', { callbacks: [tracer, ...(callbacks as BaseCallbackHandler[])] });
    await client.awaitPendingTraceBatches();
    expect(posted.size).toBe(4);
    expect(exporter.runs.filter(({ id }) => posted.has(id))).toEqual([]);
    const runId = '01890a5d-ac96-774b-bcce-b302099a8061';
    await toRunnable(new Service().method).invoke('x', { ...toRunnableConfig(), runId });
    expect(exporter.runs.at(-1)?.id).toBe(runId);
  });

  test('a traceable of LangSmith’s around, and nestLangChain', async () => {
    const undo = nestLangChain();
    try {
      posted.clear();
      const around = langSmithTraceable((input: string) => trace({ name: 'ours' }, () => chain.invoke(input)), {
        name: 'theirs',
        client,
        tracingEnabled: true,
      });
      expect(await around('x')).toBe('x');
      await client.awaitPendingTraceBatches();
      const names = [...posted.values()].map(({ name }) => name).sort();
      expect(names).toEqual(['RunnableSequence', 'chain', 'inner', 'method', 'theirs']);
      const theirs = [...posted].find(([, { name }]) => name === 'theirs');
      const sequence = [...posted.values()].find(({ name }) => name === 'RunnableSequence');
      expect(sequence?.parent_run_id).toBe(theirs?.[0]);
      expect(traceTree(exporter)).toBe(
        'ours\n  RunnableSequence\n    chain\n      inner\n        leaf\n    method\n      leaf',
      );
    } finally {
      undo();
    }
  });

  test('no diagnostics', () => {
    expect(diagnostics).toEqual([]);
  });
});

test('LangChain’s storage is as it was, in and after everything that is ours', async () => {
  const stores: unknown[] = [];
  const note = traceable(async () => stores.push(storage()?.getStore()), { name: 'note' });
  const before = storage()?.getStore();
  await named('step', async () => {
    const here = storage()?.getStore();
    await note();
    await trace({ name: 'block' }, note);
    await tracingContext(null, note);
    expect(stores).toEqual([here, here, here]);
    expect(stores.every((store) => store === here)).toBe(true);
  }).invoke('x', toRunnableConfig());
  expect(storage()?.getStore()).toBe(before);
});
