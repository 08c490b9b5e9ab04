import { describe, expect, test } from '@jest/globals';
import { AIMessage } from '@langchain/core/messages';
import { RunnableLambda, type Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { LLM } from '@langchain/core/language_models/llms';
import { BaseRetriever } from '@langchain/core/retrievers';
import { DynamicTool, StructuredTool, tool } from '@langchain/core/tools';
import type { BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { z } from 'zod';
import { runnable, trace, traceable, tracingContext, withExtra, type RunTree } from 'tracenest';
import { CallbackBridge, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const leaf = traceable(async (input: unknown) => input, { name: 'leaf' });

const outer = <Result>(work: () => Promise<Result>): Promise<Result> => trace({ name: 'outer' }, work);

function inputsOf(name: string): unknown {
  return exporter.runs.find((run) => run.name === name)?.inputs;
}

class Model extends BaseChatModel {
  override _llmType(): string {
    return 'model';
  }

  @traceable
  override async _generate(messages: BaseMessage[], _options: unknown, _manager?: unknown): Promise<ChatResult> {
    const message = new AIMessage(String(await leaf(messages.length)));
    return { generations: [{ text: '', message }] };
  }
}

class Completion extends LLM {
  override _llmType(): string {
    return 'completion';
  }

  @runnable
  override async _call(prompt: string): Promise<string> {
    return String(await leaf(prompt));
  }
}

class Shelf extends BaseRetriever {
  override lc_namespace = ['shelf'];

  @traceable
  override async _getRelevantDocuments(query: string): Promise<never[]> {
    await leaf(query);
    return [];
  }
}

class Look extends StructuredTool {
  override name = 'look';
  override description = 'looks up';
  override schema = z.object({ key: z.string() });

  @traceable
  override async _call({ key }: { key: string }): Promise<string> {
    return String(await leaf(key));
  }
}

class Functions {
  @runnable
  async search(key: string): Promise<string> {
    return String(await leaf(key));
  }

  @runnable
  async read({ key }: { key: string }, _config?: RunnableConfig): Promise<string> {
    return String(await leaf(key));
  }
}
const functions = new Functions();

/** LangChain makes no config ambient for the methods of its subclasses; it hands them the manager of the run, or a config. */
describe('a decorated method that LangChain calls nests below its step, and takes no manager or config for an input', () => {
  test.each([
    ['chat model', new Model({}), 'hi', 'Model', 'Model._generate', { messages: [{ kwargs: { content: 'hi' } }] }],
    ['model', new Completion({}), 'hi', 'Completion', 'Completion._call', { prompt: 'hi' }],
    ['retriever', new Shelf(), 'q', 'Shelf', 'Shelf._getRelevantDocuments', { query: 'q' }],
    ['tool', new Look(), { key: 'k' }, 'Look', 'Look._call', { key: 'k' }],
    [
      'tool made of a method',
      new DynamicTool({ name: 'find', description: 'finds', func: functions.search }),
      'k',
      'find',
      'Functions.search',
      { key: 'k' },
    ],
    [
      'structured tool made of a method',
      tool(functions.read, { name: 'read', schema: z.object({ key: z.string() }) }),
      { key: 'k' },
      'read',
      'Functions.read',
      { key: 'k' },
    ],
  ] as const)('of a %s', async (_, component, input, step, method, inputs) => {
    await outer(() => (component as Runnable).invoke(input, toRunnableConfig()));
    expect(traceTree(exporter)).toBe(`outer\n  ${step}\n    ${method}\n      leaf`);
    expect(inputsOf(method)).toMatchObject(inputs);
    expect(Object.keys(inputsOf(method) as object).filter((key) => /config|manager|callbacks/i.test(key))).toEqual([]);
  });

  test('components, which have callbacks and tags, too, are inputs', async () => {
    class Service {
      @traceable({ name: 'ask', processInputs: (inputs) => ({ names: Object.keys(inputs) }) })
      async ask(_question: string, model: Model): Promise<unknown> {
        return (await model.invoke('hi')).content;
      }

      @runnable({ name: 'ask too', processInputs: (inputs) => ({ names: Object.keys(inputs) }) })
      async askToo(question: string, model: Model): Promise<unknown> {
        return this.ask(question, model);
      }
    }
    const model = new Model({ callbacks: [new CallbackBridge()], tags: ['a'] });
    expect(await new Service().askToo('why', model)).toBe('1');
    expect(traceTree(exporter)).toBe('ask too\n  ask\n    Model\n      Model._generate\n        leaf');
    expect([inputsOf('ask'), inputsOf('ask too')]).toEqual([
      { names: ['_question', 'model'] },
      { names: ['question', 'model'] },
    ]);
  });

  test('many at once, in a chain', async () => {
    const chain = RunnableLambda.from((text: string) => text).pipe(new Shelf());
    await outer(() => chain.batch(['a', 'b', 'c'], toRunnableConfig()));
    const one = '  RunnableSequence\n    RunnableLambda\n    Shelf\n      Shelf._getRelevantDocuments\n        leaf';
    expect(traceTree(exporter)).toBe(['outer', one, one, one].join('\n'));
  });

  test('what stands in a tool that calls decorated code undecorated is told the step by hand', async () => {
    class Plain extends Look {
      override async _call({ key }: { key: string }, manager?: { getChild(): unknown }): Promise<string> {
        return String(await tracingContext({ callbacks: manager?.getChild() }, () => leaf(key)));
      }
    }
    await outer(() => new Plain().invoke({ key: 'k' }, toRunnableConfig()));
    expect(traceTree(exporter)).toBe('outer\n  Plain\n    leaf');
  });
});

describe('a config that a method makes and hands on', () => {
  class Service {
    @traceable
    async handle(text: string): Promise<unknown> {
      return this.answer(text, toRunnableConfig());
    }

    @traceable
    async answer(text: string, config: RunnableConfig): Promise<unknown> {
      return this.write(await RunnableLambda.from(leaf).invoke(text, config), config);
    }

    @runnable
    async write(text: unknown, config: RunnableConfig): Promise<unknown> {
      return RunnableLambda.from(leaf).invoke(text, config);
    }
  }

  test('leaves everything below the method that calls', async () => {
    await new Service().handle('a');
    expect(traceTree(exporter)).toBe(
      `Service.handle
  Service.answer
    RunnableLambda
      leaf
    Service.write
      RunnableLambda
        leaf`,
    );
    expect(inputsOf('Service.answer')).toEqual({ text: 'a' });
  });

  test('puts below a run of one’s choice what it was made for, also further up', async () => {
    await trace({ name: 'outer' }, (run) =>
      trace({ name: 'inner' }, async () => {
        await RunnableLambda.from(leaf).invoke('a', toRunnableConfig(run));
        await withExtra(new Service(), { config: toRunnableConfig(run) }).handle('a');
      }),
    );
    expect(traceTree(exporter)).toMatch(/^outer\n {2}inner\n {2}RunnableLambda\n {4}leaf\n {2}Service\.handle\n/);
  });

  test('a bridge can ask for its run whenever a step starts', async () => {
    let current: RunTree | undefined;
    const lambda = RunnableLambda.from(leaf).withConfig({ callbacks: [new CallbackBridge(() => current)] });
    for (const name of ['run 1', 'run 2']) {
      current = trace({ name }, (run) => run);
      await lambda.invoke('a');
    }
    expect(traceTree(exporter)).toBe('run 1\n  RunnableLambda\n    leaf\nrun 2\n  RunnableLambda\n    leaf');
  });
});

test('no diagnostics', () => {
  expect(diagnostics).toEqual([]);
});
