import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { RunnableLambda, RunnablePassthrough } from '@langchain/core/runnables';
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { runnable, trace, traceable, type Run } from 'tracenest';
import { toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { standAsides } from '../../../lib/integrations/langchain/steps.js';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const leaf = traceable(async (input: unknown) => input, { name: 'leaf' });

function statuses(): (readonly [string, Run['status']])[] {
  return exporter.runs.map(({ name, status }) => [name, status] as const);
}

class Service {
  @runnable({ name: 'drip' })
  async *drip(text: string): AsyncGenerator<string> {
    for (let part = 0; part < 100; part++) {
      yield (await leaf(text)) as string;
      await sleep(1);
    }
  }
}

class Counter extends BaseCallbackHandler {
  override name = 'counter';
  starts = 0;
  override handleChainStart(): void {
    this.starts += 1;
  }
}

const passed = (text: string): string => text;

async function takeOne(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) break;
}

async function collected(done: () => boolean): Promise<void> {
  for (let round = 0; round < 200 && !done(); round++) {
    globalThis.gc?.();
    await sleep(25);
  }
}

describe('a consumer that leaves a stream early', () => {
  test('LangChain tells nobody; the steps end as abandoned when the stream is collected', async () => {
    await trace({ name: 'outer' }, async () => {
      const chain = RunnablePassthrough.assign({ a: () => leaf(1) }).pipe(
        RunnableLambda.from(async function* () {
          for (let part = 0; part < 100; part++) yield part;
        }),
      );
      await takeOne(await chain.stream({}, toRunnableConfig()));
    });
    await collected(() => exporter.runs.some(({ name }) => name === 'RunnableSequence'));
    expect(statuses()).toEqual(
      expect.arrayContaining([
        ['outer', 'success'],
        ['RunnableSequence', 'abandoned'],
        ['RunnableLambda', 'abandoned'],
        ['leaf', 'success'],
      ]),
    );
    expect(diagnostics).toEqual([]);
  }, 20_000);

  test('the stream of a decorated generator ends at once, and leaves nothing behind', async () => {
    const { drip } = new Service();
    await trace({ name: 'outer' }, async () => takeOne(await toRunnable(drip).stream('x', toRunnableConfig())));
    expect(exporter.runs.find(({ name }) => name === 'drip')?.status).toBe('cancelled');
    await trace({ name: 'outer' }, async () => {
      await takeOne(await RunnableLambda.from(passed).pipe(toRunnable(drip)).stream('x', toRunnableConfig()));
    });
    expect(standAsides.size).toBe(0);
  });
});

describe('abort', () => {
  test('ends steps and methods as cancelled at once, and takes what their bodies still trace', async () => {
    const controller = new AbortController();
    class Slow {
      @runnable({ name: 'slow' })
      async slow(input: string): Promise<string> {
        await sleep(30);
        await RunnableLambda.from(() => leaf('late'))
          .withConfig({ runName: 'late step' })
          .invoke(input);
        return input;
      }
    }
    const chain = RunnableLambda.from((input: string) => new Slow().slow(input)).pipe(() => 'never');
    await trace({ name: 'outer' }, async () => {
      const call = chain.invoke('x', { ...toRunnableConfig(), signal: controller.signal });
      await sleep(5);
      controller.abort();
      await expect(call).rejects.toThrow();
      expect(statuses().sort()).toEqual([
        ['RunnableLambda', 'cancelled'],
        ['RunnableSequence', 'cancelled'],
        ['slow', 'cancelled'],
      ]);
    });
    await sleep(60);
    expect(traceTree(exporter)).toBe(
      `outer
  RunnableSequence [cancelled]
    RunnableLambda [cancelled]
      slow [cancelled]
        late step [cancelled]
          leaf`,
    );
    expect(diagnostics).toEqual([]);
  });

  test('of a stream between two chunks ends its steps at once, where the signal went through toRunnableConfig', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const counter = new Counter();
    class Letters {
      @runnable({ name: 'spell' })
      async *spell(text: string): AsyncGenerator<string> {
        yield* [text, text, text, text];
      }
    }
    const chain = RunnableLambda.from(passed).pipe(toRunnable(new Letters().spell));
    await trace({ name: 'outer' }, async () => {
      const config = toRunnableConfig(undefined, { signal, callbacks: [counter], runName: 'chain' });
      const stream = await chain.stream('x', config);
      await stream.next();
      controller.abort();
      expect(statuses().sort()).toEqual([
        ['RunnableLambda', 'success'],
        ['chain', 'cancelled'],
        ['spell', 'cancelled'],
      ]);
      await expect(stream.next().then(() => stream.next())).rejects.toThrow();
    });
    expect(counter.starts).toBe(3);
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ['a timeout', { timeout: 5 }, undefined],
    ['a reason of one’s own', {}, new Error('the client left')],
  ] as const)('by %s is one, too', async (_, config, reason) => {
    const controller = new AbortController();
    class Slow {
      @runnable({ name: 'slow' })
      async slow(input: string): Promise<string> {
        await sleep(40);
        return input;
      }
    }
    const { slow } = new Slow();
    const chain = RunnableLambda.from((input: string) => slow(input)).pipe(toRunnable(slow));
    await trace({ name: 'outer' }, async () => {
      // Jest's realm is not the platform's, whose error is none to LangChain there: it says `Aborted`.
      const call = chain.invoke('x', { ...toRunnableConfig(), signal: controller.signal, ...config });
      if (reason !== undefined) setImmediate(() => controller.abort(reason));
      await expect(call).rejects.toThrow(reason ?? /timeout|Aborted/);
    });
    expect(statuses().sort()).toEqual([
      ['RunnableLambda', 'cancelled'],
      ['RunnableSequence', 'cancelled'],
      ['outer', 'success'],
      ['slow', 'cancelled'],
    ]);
    await sleep(60);
  });

  test('is not what an HTTP client calls its own timeout', async () => {
    class TimeoutError extends Error {
      override readonly name = 'TimeoutError';
    }
    const call = RunnableLambda.from(() => Promise.reject(new TimeoutError('no answer')));
    await expect(call.invoke('x', toRunnableConfig())).rejects.toThrow('no answer');
    expect(statuses()).toEqual([['RunnableLambda', 'error']]);
  });

  test('of a graph', async () => {
    const controller = new AbortController();
    const graph = new StateGraph(Annotation.Root({ text: Annotation<string> }))
      .addNode('node', async (state) => {
        await sleep(20);
        await leaf(state.text);
        return state;
      })
      .addEdge(START, 'node')
      .addEdge('node', END)
      .compile();
    await trace({ name: 'outer' }, async () => {
      const call = graph.invoke({ text: 'x' }, { ...toRunnableConfig(), signal: controller.signal });
      await sleep(5);
      controller.abort();
      await expect(call).rejects.toThrow();
    });
    await sleep(40);
    expect(exporter.runs.filter(({ status }) => status === 'error')).toEqual([]);
    expect(traceTree(exporter)).toMatch(/^outer\n {2}LangGraph \[cancelled\]\n {4}node( \[cancelled\])?\n {6}leaf$/);
    expect(diagnostics).toEqual([]);
  });
});
