import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import {
  Annotation,
  Command,
  END,
  entrypoint,
  interrupt,
  MemorySaver,
  Send,
  START,
  StateGraph,
  task,
  type LangGraphRunnableConfig,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { runnable, trace, traceable, type Run } from 'tracenest';
import { toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const State = Annotation.Root({
  text: Annotation<string>,
  list: Annotation<string[]>({ reducer: (one, other) => [...one, ...other], default: () => [] }),
});
type Text = typeof State.State;

class Nodes {
  @traceable
  async leaf(text: string): Promise<string> {
    return `${text}.`;
  }

  @runnable
  async work(state: Text, config?: RunnableConfig): Promise<Partial<Text>> {
    const text = await this.leaf(state.text);
    return { text: config?.configurable?.['thread_id'] === 'shout' ? text.toUpperCase() : text };
  }

  @runnable
  async *parts(state: Text): AsyncGenerator<Partial<Text>> {
    yield { text: await this.leaf(state.text) };
    yield { list: [await this.leaf('list')] };
  }

  @runnable
  async ask(state: Text): Promise<Partial<Text>> {
    return { text: `${state.text}${String(interrupt('sure?'))}` };
  }
}

/** As much of both kinds of agents as is used. */
interface Agent {
  invoke(state: { messages: BaseMessage[] }, config: RunnableConfig): Promise<{ messages: BaseMessage[] }>;
}

const nodes = new Nodes();
const work = 'Nodes.work\n  Nodes.leaf';

function below(indent: number, tree: string): string {
  return tree.replaceAll(/^/gm, ' '.repeat(indent));
}

function outer<Result>(call: () => Promise<Result>): Promise<Result> {
  return trace({ name: 'outer' }, call);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a StateGraph', () => {
  test('of decorated methods, lambdas that call them, and methods as real runnables', async () => {
    const graph = new StateGraph(State)
      .addNode('bare', nodes.work)
      .addNode('called', async (state, config) => ({ text: (await nodes.work(state, config)).text }))
      .addNode('ambient', async (state) => ({ text: await nodes.leaf(state.text) }))
      .addNode('real', toRunnable(nodes.work))
      .addEdge(START, 'bare')
      .addEdge('bare', 'called')
      .addEdge('called', 'ambient')
      .addEdge('ambient', 'real')
      .addEdge('real', END)
      .compile();
    expect(await outer(() => graph.invoke({ text: 'a' }, toRunnableConfig()))).toMatchObject({ text: 'a....' });
    expect(traceTree(exporter)).toBe(
      `outer
  LangGraph
    bare
${below(6, work)}
    called
${below(6, work)}
    ambient
      Nodes.leaf
    real
${below(6, work)}`,
    );
    const node = exporter.runs.find(({ name }) => name === 'bare');
    expect(node?.metadata).toMatchObject({ langgraph_node: 'bare', langgraph_step: 1 });
    expect(node?.tags).toEqual(['graph:step:1']);
    const method = exporter.runs.find(({ name }) => name === 'Nodes.work');
    expect(method).toMatchObject({ tags: [], inputs: { state: { text: 'a' } }, metadata: { langgraph_node: 'bare' } });
  });

  test('an async-generator node loses its output when given bare, and works when decorated', async () => {
    async function* bare(state: Text): AsyncGenerator<Partial<Text>> {
      yield { text: `${state.text}!` };
    }
    const graphOf = (node: unknown): { invoke(state: { text: string }): Promise<unknown> } =>
      new StateGraph(State)
        .addNode('node', node as never)
        .addEdge(START, 'node')
        .addEdge('node', END)
        .compile();
    expect(await graphOf(bare).invoke({ text: 'a' })).toEqual({ text: 'a', list: [] });
    expect(await graphOf(nodes.parts).invoke({ text: 'a' })).toEqual({ text: 'a.', list: ['list.'] });
  });

  test('the config reaches a method from the graph, by itself too', async () => {
    const graph = new StateGraph(State)
      .addNode('node', nodes.work)
      .addNode('found', (state) => nodes.work(state))
      .addEdge(START, 'node')
      .addEdge('node', 'found')
      .addEdge('found', END)
      .compile();
    expect(await graph.invoke({ text: 'a' }, { configurable: { thread_id: 'shout' } })).toMatchObject({ text: 'A..' });
  });

  test('subgraphs, Send fan-out, conditional edges and commands', async () => {
    const inner = new StateGraph(State)
      .addNode('deep', nodes.work)
      .addEdge(START, 'deep')
      .addEdge('deep', END)
      .compile({ name: 'inner' });
    const graph = new StateGraph(State)
      .addNode('fan', async (state) => ({ list: [await nodes.leaf(state.text)] }))
      .addNode('choose', async () => new Command({ goto: 'sub', update: { text: await nodes.leaf('chosen') } }), {
        ends: ['sub'],
      })
      .addNode('sub', inner)
      .addConditionalEdges(START, async (state) => {
        await nodes.leaf('route');
        return ['x', 'y', 'z'].map((text) => new Send('fan', { ...state, text }));
      })
      .addEdge('fan', 'choose')
      .addEdge('sub', END)
      .compile();
    const result = await outer(() => graph.invoke({ text: 'a' }, toRunnableConfig()));
    expect(result).toEqual({ text: 'chosen..', list: ['x.', 'y.', 'z.', 'x.', 'y.', 'z.'] });
    const tree = traceTree(exporter);
    expect(tree.match(/^ {4}fan\n {6}Nodes\.leaf$/gm)).toHaveLength(3);
    expect(tree).toContain(`    choose\n      Nodes.leaf\n    sub\n      inner\n        deep\n${below(10, work)}`);
    expect(tree).not.toMatch(/__start__|ChannelWrite|Branch/);
    expect(tree.split('\n').filter((line) => /^\S/.test(line))).toEqual(['outer']);
  });

  test.each(['values', 'updates', 'messages', 'custom', 'debug'] as const)(
    'streams %s as without us, and nests',
    async (streamMode) => {
      const model = new FakeListChatModel({ responses: ['hi'] });
      const graph = new StateGraph(State)
        .addNode('node', async (state, config) => {
          config.writer?.({ custom: state.text });
          await model.invoke('say hi');
          return { text: await nodes.leaf(state.text) };
        })
        .addEdge(START, 'node')
        .addEdge('node', END)
        .compile();
      const without = await all(await graph.stream({ text: 'a' }, { streamMode }));
      const within = await outer(async () =>
        all(await graph.stream({ text: 'a' }, { ...toRunnableConfig(), streamMode })),
      );
      expect(within.length).toBe(without.length);
      expect(without.length).toBeGreaterThan(0);
      expect(traceTree(exporter)).toBe(
        'Nodes.leaf\nouter\n  LangGraph\n    node\n      FakeListChatModel\n      Nodes.leaf',
      );
    },
  );

  test('a method writes to the stream of its graph, by its config', async () => {
    class Writer {
      @runnable
      async write(state: Text, config?: LangGraphRunnableConfig): Promise<Partial<Text>> {
        config?.writer?.({ text: await nodes.leaf(state.text) });
        return state;
      }
    }
    const graph = new StateGraph(State)
      .addNode('node', new Writer().write)
      .addEdge(START, 'node')
      .addEdge('node', END)
      .compile();
    const stream = graph.stream({ text: 'a' }, { ...toRunnableConfig(), streamMode: 'custom' });
    expect(await all(await stream)).toEqual([{ text: 'a.' }]);
    expect(traceTree(exporter)).toBe('LangGraph\n  node\n    Writer.write\n      Nodes.leaf');
  });

  test('called in a node with toRunnableConfig keeps the stream of the graph around', async () => {
    const model = new FakeListChatModel({ responses: ['hi'] });
    class Writer {
      @traceable
      async write(): Promise<string> {
        return String((await model.invoke('say hi', toRunnableConfig())).content);
      }
    }
    const graph = new StateGraph(State)
      .addNode('node', async () => ({ text: await new Writer().write() }))
      .addEdge(START, 'node')
      .addEdge('node', END)
      .compile();
    const messages = await outer(async () =>
      all(await graph.stream({ text: 'a' }, { ...toRunnableConfig(), streamMode: 'messages' })),
    );
    expect(messages.map(([message]) => message.content).join('')).toBe('hi');
    expect(traceTree(exporter)).toBe('outer\n  LangGraph\n    node\n      Writer.write\n        FakeListChatModel');
  });

  test('200 at once: every tree is exact', async () => {
    const graph = new StateGraph(State)
      .addNode('bare', nodes.work)
      .addNode('called', async (state) => {
        await sleep(Math.random() * 3);
        return { text: await nodes.leaf(state.text) };
      })
      .addNode('parts', nodes.parts)
      .addEdge(START, 'bare')
      .addEdge('bare', 'called')
      .addEdge('bare', 'parts')
      .addEdge('called', END)
      .compile();
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    await Promise.all(
      numbers.map((number) =>
        trace({ name: `outer ${number}` }, () =>
          graph.invoke({ text: String(number) }, toRunnableConfig()).catch(() => 0),
        ),
      ),
    );
    const byTrace = new Map<string, Run[]>();
    for (const run of exporter.runs) byTrace.set(run.traceId, [...(byTrace.get(run.traceId) ?? []), run]);
    expect(byTrace.size).toBe(200);
    const seen = new Set<string>();
    for (const runs of byTrace.values()) {
      const names = new Map(runs.map((run) => [run.id, run.name]));
      const edges = runs.map((run) => `${names.get(run.parentRunId ?? '') ?? '-'} > ${run.name}`).sort();
      const root = runs.find(({ parentRunId }) => parentRunId === undefined);
      const number = root?.name.replace('outer ', '') ?? '';
      seen.add(number);
      expect(edges).toEqual(
        [
          `- > outer ${number}`,
          `outer ${number} > LangGraph`,
          'LangGraph > bare',
          'bare > Nodes.work',
          'Nodes.work > Nodes.leaf',
          'LangGraph > called',
          'called > Nodes.leaf',
          'LangGraph > parts',
          'parts > Nodes.parts',
          'Nodes.parts > Nodes.leaf',
          'Nodes.parts > Nodes.leaf',
        ].sort(),
      );
      const own = runs.filter(({ name }) => name === 'Nodes.work');
      expect(own.map(({ inputs }) => inputs)).toMatchObject([{ state: { text: number } }]);
    }
    expect(seen.size).toBe(200);
  });
});

describe('interrupts', () => {
  test('end runs as interrupted, LangGraph’s and ours, and resuming goes on', async () => {
    const graph = new StateGraph(State)
      .addNode('node', nodes.ask)
      .addNode('called', (state) => nodes.ask(state))
      .addEdge(START, 'node')
      .addEdge('node', 'called')
      .addEdge('called', END)
      .compile({ checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 'one' } };
    await outer(() => graph.invoke({ text: 'a' }, { ...config, ...toRunnableConfig() }));
    expect(traceTree(exporter)).toBe('outer\n  LangGraph\n    node [interrupted]\n      Nodes.ask [interrupted]');
    await outer(() => graph.invoke(new Command({ resume: '!' }), { ...config, ...toRunnableConfig() }));
    await outer(() => graph.invoke(new Command({ resume: '?' }), { ...config, ...toRunnableConfig() }));
    expect(traceTree(exporter).split('\n').slice(4)).toEqual(
      `outer
  LangGraph
    node
      Nodes.ask
    called [interrupted]
      Nodes.ask [interrupted]
outer
  LangGraph
    called
      Nodes.ask`.split('\n'),
    );
    expect((await graph.getState(config)).values).toMatchObject({ text: 'a!?' });
    expect(exporter.runs.filter(({ error }) => error !== undefined)).toEqual([]);
  });
});

test('a command for the graph around is a result, of the node that gives it and of all that it leaves', async () => {
  const commandTo = (goto: string): Command => new Command({ graph: Command.PARENT, goto, update: { text: goto } });
  const inner = new StateGraph(State)
    .addNode('leave', async ({ text }) => commandTo(text === 'a' ? 'second' : 'third'))
    .addEdge(START, 'leave')
    .compile({ name: 'inner' });
  class Calls {
    @runnable({ name: 'calls' })
    async call(state: Text): Promise<Partial<Text>> {
      return inner.invoke(state);
    }
  }
  const graph = new StateGraph(State)
    .addNode('first', inner, { ends: ['second'] })
    .addNode('second', new Calls().call, { ends: ['third'] })
    .addNode('third', nodes.work)
    .addEdge(START, 'first')
    .compile();
  expect(await outer(() => graph.invoke({ text: 'a' }, toRunnableConfig()))).toMatchObject({ text: 'third.' });
  expect(traceTree(exporter)).toBe(
    `outer
  LangGraph
    first
      inner
        leave
    second
      calls
        inner
          leave
    third
${below(6, work)}`,
  );
  const outputs = exporter.runs.filter(({ name }) => name === 'calls').map((run) => JSON.stringify(run.outputs));
  expect(outputs).toEqual([expect.stringContaining('"third"')]);
});

describe('the functional API', () => {
  test('tasks and entrypoints', async () => {
    const step = task('step', async (text: string) => nodes.leaf(text));
    const method = task('method', nodes.leaf.bind(nodes));
    const flow = entrypoint('flow', async (text: string) => {
      const [one, other] = await Promise.all([step(text), method(text)]);
      return nodes.leaf(one + other);
    });
    expect(await outer(() => flow.invoke('a', toRunnableConfig()))).toBe('a.a..');
    const tree = traceTree(exporter).split('\n');
    expect(tree.slice(0, 2)).toEqual(['outer', '  flow']);
    expect(tree.filter((line) => line.includes('Nodes.leaf'))).toHaveLength(3);
    expect(traceTree(exporter)).toMatch(/^ +step\n +Nodes\.leaf$/m);
    expect(traceTree(exporter)).toMatch(/^ +method\n +Nodes\.leaf$/m);
  });

  test('refuse decorated generators as they refuse undecorated ones', () => {
    class Flow {
      @runnable
      async *flow(text: string): AsyncGenerator<string> {
        yield text;
      }
    }
    expect(() => task('flow', new Flow().flow as never)).toThrow(/[Gg]enerator/);
  });
});

test.each(['createAgent', 'createReactAgent'])(
  'prebuilt agents: model, tool and what the tool calls (%s)',
  async (maker) => {
    const look = tool(async ({ key }) => nodes.leaf(key), {
      name: 'look',
      description: 'looks up',
      schema: z.object({ key: z.string() }),
    });
    class Model extends FakeStreamingChatModel {
      override bindTools(): this {
        return this;
      }
      override async _generate(messages: BaseMessage[]): ReturnType<FakeStreamingChatModel['_generate']> {
        const answered = messages.some((message) => ToolMessage.isInstance(message));
        const message = answered
          ? new AIMessage('done')
          : new AIMessage({
              content: '',
              tool_calls: [{ name: 'look', args: { key: 'k' }, id: 'call', type: 'tool_call' }],
            });
        return { generations: [{ text: String(message.content), message }] };
      }
    }
    const agent =
      maker === 'createAgent'
        ? createAgent({ model: new Model({}), tools: [look], name: 'helper' })
        : createReactAgent({ llm: new Model({}), tools: [look], name: 'helper' });
    const messages = [new HumanMessage('hi')];
    const result = await outer(() => (agent as Agent).invoke({ messages }, toRunnableConfig()));
    expect(result.messages.at(-1)?.content).toBe('done');
    const tree = traceTree(exporter);
    expect(tree).toMatch(/^ +look\n +Nodes\.leaf$/m);
    expect(tree.match(/^ +Model$/gm)).toHaveLength(2);
    expect(tree.split('\n').filter((line) => /^\S/.test(line))).toEqual(['outer']);
    expect(tree.split('\n').filter((line) => /^ {2}\S/.test(line))).toEqual(['  helper']);
  },
);

test('a step that is started by hand inside a node belongs to the node', async () => {
  const lambda = RunnableLambda.from((text: string) => nodes.leaf(text)).withConfig({ runName: 'by hand' });
  const graph = new StateGraph(State)
    .addNode('node', async (state) => ({ text: await lambda.invoke(state.text) }))
    .addEdge(START, 'node')
    .addEdge('node', END)
    .compile();
  await outer(() => graph.invoke({ text: 'a' }, toRunnableConfig()));
  expect(traceTree(exporter)).toBe('outer\n  LangGraph\n    node\n      by hand\n        Nodes.leaf');
  expect(diagnostics).toEqual([]);
});
