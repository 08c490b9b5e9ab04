import { describe, expect, test } from '@jest/globals';
import type { CallbackManagerForRetrieverRun } from '@langchain/core/callbacks/manager';
import { z } from 'zod';
import { asRunnable, getCurrentRunTree, runnable, trace, traceable, tracingContext, withExtra } from 'tracenest';
import { CallbackBridge, nestLangChain, toRunnable, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { freshTracing } from '../../helpers/freshTracing.js';
import { coreCopies } from './coreCopies.js';

const { exporter, diagnostics } = freshTracing();

/** Decorated leaves and branches, to be called from LangChain's code. */
class Service {
  @traceable
  async leaf(input: unknown): Promise<string> {
    return `${String(input)}.`;
  }

  @runnable
  async branch(input: string): Promise<string> {
    return this.leaf(input);
  }

  @runnable
  async *stream(input: string): AsyncGenerator<string> {
    yield await this.leaf(input);
    yield await this.leaf(input);
  }
}

const service = new Service();

const outer = <Result>(work: () => Promise<Result>): Promise<Result> => trace({ name: 'outer' }, work);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe.each(coreCopies)('@langchain/core %s', (_, copy) => {
  const { RunnableLambda, RunnableSequence, RunnableMap, RunnableBranch, RunnablePassthrough } = copy.runnables;

  test('a sequence called in a traced method nests, and so does what its lambdas call', async () => {
    const chain = RunnableSequence.from([
      RunnableLambda.from((input: string) => service.leaf(input)),
      RunnableLambda.from((input: string) => service.branch(input)),
    ]);
    expect(await outer(() => chain.invoke('a', toRunnableConfig()))).toBe('a..');
    expect(traceTree(exporter)).toBe(
      `outer
  RunnableSequence
    RunnableLambda
      Service.leaf
    RunnableLambda
      Service.branch
        Service.leaf`,
    );
  });

  test('maps, branches and passthroughs, whose parts run at once', async () => {
    const lambda = RunnableLambda.from((input: string) => service.leaf(input));
    const chain = RunnablePassthrough.assign({
      both: RunnableLambda.from(({ text }: { text: string }) => text).pipe(
        RunnableMap.from({ one: lambda, two: lambda }),
      ),
    }).pipe(
      RunnableBranch.from<Record<string, unknown>, string>([
        [({ text }) => text === 'a', RunnableLambda.from(() => service.branch('chosen'))],
        RunnableLambda.from(() => service.branch('other')),
      ]),
    );
    await outer(() => chain.invoke({ text: 'a' }, toRunnableConfig()));
    expect(traceTree(exporter)).toMatch(
      /^ {6,}RunnableMap\n( +RunnableLambda\n +Service\.leaf\n){2} {4}RunnableBranch\n( {6}RunnableLambda\n)? {6}RunnableLambda\n {8}Service\.branch\n {10}Service\.leaf$/m,
    );
  });

  test('batch and stream', async () => {
    const lambda = RunnableLambda.from((input: string) => service.leaf(input));
    await outer(async () => {
      await lambda.batch(['a', 'b'], toRunnableConfig(), { maxConcurrency: 1 });
      await all(await lambda.pipe(lambda).stream('c', toRunnableConfig()));
    });
    expect(traceTree(exporter)).toBe(
      `outer
  RunnableLambda
    Service.leaf
  RunnableLambda
    Service.leaf
  RunnableSequence
    RunnableLambda
      Service.leaf
    RunnableLambda
      Service.leaf`,
    );
  });

  test('a lambda that calls LangChain again without a config', async () => {
    const inner = RunnableLambda.from((input: string) => service.leaf(input)).withConfig({ runName: 'inner' });
    const chain = RunnableLambda.from(async (input: string) => {
      await inner.invoke(input);
      return service.branch(await trace({ name: 'block' }, () => inner.invoke(input)));
    });
    await outer(() => chain.invoke('a', toRunnableConfig()));
    expect(traceTree(exporter)).toBe(
      `outer
  RunnableLambda
    inner
      Service.leaf
    block
      inner
        Service.leaf
    Service.branch
      Service.leaf`,
    );
  });

  test('scopes and overrides in a step are nearer than the step', async () => {
    const other = trace({ name: 'other' }, (run) => run);
    const inner = RunnableLambda.from((input: string) => service.leaf(input)).withConfig({ runName: 'inner' });
    const chain = RunnableLambda.from(async (input: string) => {
      await tracingContext(other, async () => {
        await service.leaf(input);
        await inner.invoke(input);
      });
      await tracingContext(null, () => service.leaf(input));
      await tracingContext({ enabled: false }, () => inner.invoke(input));
      await withExtra(service, { parent: other }).branch(input);
      await service.leaf(getCurrentRunTree()?.name);
      return input;
    });
    await outer(() => chain.invoke('a', toRunnableConfig()));
    expect(traceTree(exporter)).toBe(
      `other
  Service.leaf
  inner
    Service.leaf
  Service.branch
    Service.leaf
outer
  RunnableLambda
    Service.leaf
Service.leaf`,
    );
    expect(exporter.runs.at(-3)?.inputs).toEqual({ input: 'RunnableLambda' });
  });

  test('tools', async () => {
    const look = copy.tools.tool(async ({ key, size }) => service.leaf(`${key}${size}`), {
      name: 'look',
      description: 'looks up',
      schema: z.object({ key: z.string(), size: z.number() }),
    });
    await outer(() => look.invoke({ key: 'a', size: 1 }, toRunnableConfig()));
    expect(traceTree(exporter)).toBe('outer\n  look\n    Service.leaf');
    const run = exporter.runs.find(({ name }) => name === 'look');
    expect(run).toMatchObject({ runType: 'tool', inputs: { key: 'a', size: 1 }, outputs: { output: 'a1.' } });
  });

  test('retrievers, prompts, models and parsers in one chain', async () => {
    class Shelf extends copy.retrievers.BaseRetriever {
      lc_namespace = ['shelf'];
      // Here LangChain makes no config ambient: a subclass has the manager of its step, which has one.
      override async _getRelevantDocuments(
        query: string,
        manager?: CallbackManagerForRetrieverRun,
      ): Promise<InstanceType<typeof copy.documents.Document>[]> {
        const pageContent = await tracingContext({ callbacks: manager?.getChild() }, () => service.leaf(query));
        return [new copy.documents.Document({ pageContent })];
      }
    }
    const chain = RunnableMap.from({
      context: new Shelf().pipe(([document]) => document?.pageContent),
      topic: () => 'tea',
    })
      .pipe(copy.prompts.ChatPromptTemplate.fromTemplate('{topic}: {context}'))
      .pipe(new copy.testing.FakeListChatModel({ responses: ['answer'] }))
      .pipe(new copy.parsers.StringOutputParser());
    expect(await outer(() => chain.invoke('q', toRunnableConfig()))).toBe('answer');
    const byType = exporter.runs.map(({ name, runType }) => `${runType} ${name}`);
    expect(byType).toEqual(
      expect.arrayContaining([
        'retriever Shelf',
        'prompt ChatPromptTemplate',
        'llm FakeListChatModel',
        'parser StrOutputParser',
      ]),
    );
    const shelf = exporter.runs.find(({ name }) => name === 'Shelf');
    expect(shelf?.inputs).toEqual({ query: 'q' });
    expect(shelf?.outputs).toMatchObject({ documents: [{ pageContent: 'q.' }] });
    expect(traceTree(exporter)).toContain('Shelf\n          Service.leaf\n');
  });

  test('decorated methods that LangChain hands the manager of their step', async () => {
    class Shelf extends copy.retrievers.BaseRetriever {
      lc_namespace = ['shelf'];
      @traceable
      override async _getRelevantDocuments(query: string): Promise<InstanceType<typeof copy.documents.Document>[]> {
        return [new copy.documents.Document({ pageContent: await service.leaf(query) })];
      }
    }
    const find = new copy.tools.DynamicTool({ name: 'find', description: 'finds', func: service.branch });
    await outer(async () => {
      await new Shelf().invoke('q', toRunnableConfig());
      await find.invoke('k', toRunnableConfig());
    });
    expect(traceTree(exporter)).toBe(
      `outer
  Shelf
    Shelf._getRelevantDocuments
      Service.leaf
  find
    Service.branch
      Service.leaf`,
    );
    const inputs = exporter.runs.filter(({ name }) => /_get|branch/.test(name)).map((run) => run.inputs);
    expect(inputs).toEqual([{ query: 'q' }, { input: 'k' }]);
  });

  test('methods as steps: given bare, they are below a lambda; through toRunnable they are the step', async () => {
    const chain = RunnableSequence.from<string, string>([
      service.branch,
      toRunnable(service.branch),
      toRunnable(service.stream),
    ]);
    expect(await outer(() => chain.invoke('a', toRunnableConfig()))).toBe('a...a...');
    expect(await outer(async () => (await all(await chain.stream('a', toRunnableConfig()))).length)).toBe(2);
    const tree = `outer
  RunnableSequence
    RunnableLambda
      Service.branch
        Service.leaf
    Service.branch
      Service.leaf
    Service.stream
      Service.leaf
      Service.leaf`;
    expect(traceTree(exporter)).toBe(`${tree}\n${tree}`);
  });

  test('what a method made a step calls of LangChain is below the method', async () => {
    const inner = RunnableLambda.from((input: string) => service.leaf(input)).withConfig({ runName: 'inner' });
    class Steps {
      @runnable({ name: 'step' })
      async step(input: string): Promise<string> {
        return inner.invoke(await service.leaf(input));
      }
    }
    const { step } = new Steps();
    await outer(() => toRunnable(step).pipe(inner).invoke('a', toRunnableConfig()));
    expect(traceTree(exporter)).toBe(
      `outer
  RunnableSequence
    step
      Service.leaf
      inner
        Service.leaf
    inner
      Service.leaf`,
    );
  });

  test('LangChain around everything: a decorated method is below its step, and nothing is a trace of its own', async () => {
    const chain = RunnableLambda.from((input: string) => service.branch(input)).withConfig({ runName: 'root' });
    await chain.invoke('a', toRunnableConfig());
    expect(traceTree(exporter)).toBe('root\n  Service.branch\n    Service.leaf');
  });

  test('a bridge in the callbacks of a component serves all its calls', async () => {
    const model = new copy.testing.FakeListChatModel({ responses: ['x'], callbacks: [new CallbackBridge()] });
    const chain = RunnableLambda.from((input: string) => service.leaf(input)).withConfig({
      callbacks: [new CallbackBridge()],
    });
    await outer(async () => {
      await model.invoke('hi');
      await trace({ name: 'block' }, () => chain.invoke('a'));
      await trace({ name: 'both' }, () => chain.pipe(model).invoke('a', toRunnableConfig()));
    });
    expect(traceTree(exporter)).toBe(
      `outer
  FakeListChatModel
  block
    RunnableLambda
      Service.leaf
  both
    RunnableSequence
      RunnableLambda
        Service.leaf
      FakeListChatModel`,
    );
  });

  test('nestLangChain lets everything nest, until it is taken back', async () => {
    const inner = RunnableLambda.from((input: string) => service.branch(input)).withConfig({ runName: 'inner' });
    const chain = RunnableLambda.from((input: string) => inner.invoke(input)).pipe(service.branch);
    const undo = nestLangChain(copy.manager.CallbackManager);
    nestLangChain(copy.manager.CallbackManager)();
    try {
      await outer(() => chain.invoke('a'));
      await tracingContext({ enabled: false }, () => chain.invoke('a'));
      await chain.invoke('b', toRunnableConfig());
    } finally {
      undo();
    }
    await outer(() => chain.invoke('c'));
    const below = (indent: string): string =>
      [
        'RunnableSequence',
        '  RunnableLambda',
        '    inner',
        '      Service.branch',
        '        Service.leaf',
        '  RunnableLambda',
        '    Service.branch',
        '      Service.leaf',
      ]
        .map((line) => `${indent}${line}`)
        .join('\n');
    expect(traceTree(exporter)).toBe(
      `outer\n${below('  ')}\n${below('')}\nouter\n  Service.branch\n    Service.leaf\n  Service.branch\n    Service.leaf`,
    );
  });

  test('no diagnostics', () => {
    expect(diagnostics).toEqual([]);
  });
});

test('copies side by side: a sequence of one holds steps of the others', async () => {
  const lambdas = coreCopies.map(([name, { runnables }]) =>
    runnables.RunnableLambda.from((input: string) => service.leaf(input)).withConfig({ runName: name }),
  );
  for (const [, { runnables }] of coreCopies) {
    const chain = runnables.RunnableSequence.from([...lambdas, toRunnable(service.branch)] as never);
    await outer(() => chain.invoke('a', toRunnableConfig()));
  }
  const tree = ['outer', '  RunnableSequence'];
  for (const [name] of coreCopies) tree.push(`    ${name}`, '      Service.leaf');
  tree.push('    Service.branch', '      Service.leaf');
  expect(traceTree(exporter)).toBe(Array(3).fill(tree.join('\n')).join('\n'));
});

test('nestLangChain says what to do where LangChain has changed', () => {
  expect(() => nestLangChain(class {} as never)).toThrow(/_configureSync, which this one has not\. Pass the class/);
});

test('asRunnable of a method works as a LangChain step, too', async () => {
  const runnables = coreCopies[0]?.[1].runnables;
  expect(await runnables?.RunnableMap.from<string>({ a: asRunnable(service.branch) }).invoke('x')).toEqual({ a: 'x.' });
});
