import { expect, test } from '@jest/globals';
import { dispatchCustomEvent } from '@langchain/core/callbacks/dispatch';
import { CallbackManager } from '@langchain/core/callbacks/manager';
import { AIMessage } from '@langchain/core/messages';
import { RunnableLambda, RunnablePassthrough } from '@langchain/core/runnables';
import { FakeListChatModel, FakeLLM } from '@langchain/core/utils/testing';
import { configure, RunTree, trace, traceable, type Run } from 'tracenest';
import { CallbackBridge, toRunnableConfig } from 'tracenest/langchain';
import { traceTree } from 'tracenest/testing';
import { collected } from '../../helpers/collected.js';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

const leaf = traceable(async (input: unknown) => input, { name: 'leaf' });
const echo = RunnableLambda.from((input: unknown) => leaf(input));

function runNamed(name: string): Run {
  const run = exporter.runs.find((candidate) => candidate.name === name);
  if (run === undefined) throw new Error(`no run ${name} in\n${traceTree(exporter)}`);
  return run;
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

test('a step: its name, its inputs and outputs, times, the tags and metadata of its config', async () => {
  await trace({ name: 'outer', tags: ['ours'], metadata: { a: 1, b: 1 } }, () =>
    echo.invoke('x', { ...toRunnableConfig(), runName: 'step', tags: ['theirs'], metadata: { b: 2, c: 3 } }),
  );
  const step = runNamed('step');
  expect(step).toMatchObject({ runType: 'chain', status: 'success', inputs: { input: 'x' }, outputs: { output: 'x' } });
  expect([step.tags, step.metadata]).toEqual([['ours', 'theirs'], { a: 1, b: 2, c: 3 }]);
  // What is traced in the step inherits both, as it does from a run of ours.
  expect([runNamed('leaf').tags, runNamed('leaf').metadata]).toEqual([['ours', 'theirs'], { a: 1, b: 2, c: 3 }]);
  expect(step.endTime).toBeGreaterThanOrEqual(runNamed('leaf').endTime ?? Number.POSITIVE_INFINITY);
});

test('the id that a config gives is the run’s', async () => {
  const runId = '01890a5d-ac96-774b-bcce-b302099a8059';
  await echo.invoke('x', { ...toRunnableConfig(), runId });
  expect(runNamed('RunnableLambda').id).toBe(runId);
});

test('tags that mark one step are not handed down', async () => {
  await echo.pipe(echo).invoke('x', { ...toRunnableConfig(), tags: ['all'] });
  const tags = exporter.runs.map((run) => [run.name, run.tags]);
  expect(tags).toEqual([
    ['leaf', ['all']],
    ['RunnableLambda', ['all', 'seq:step:1']],
    ['leaf', ['all']],
    ['RunnableLambda', ['all', 'seq:step:2']],
    ['RunnableSequence', ['all']],
  ]);
});

test('langsmith:hidden steps are left out, and what they do belongs to the step around', async () => {
  const hidden = echo.withConfig({ tags: ['langsmith:hidden'] });
  await trace({ name: 'outer' }, async () => {
    await hidden.invoke('x', toRunnableConfig());
    await echo.pipe(RunnableLambda.from((input: unknown) => hidden.invoke(input))).invoke('y', toRunnableConfig());
  });
  // Tags go down to the lambda of a hidden binding: LangChain's own inheritance.
  expect(traceTree(exporter)).toBe(
    'outer\n  leaf\n  RunnableSequence\n    RunnableLambda\n      leaf\n    RunnableLambda\n      leaf',
  );
});

test('the inputs of a streamed step, which are known at its end', async () => {
  await drain(await RunnablePassthrough.assign({ b: () => 2 }).stream({ a: 1 }, toRunnableConfig()));
  expect(runNamed('RunnableAssign')).toMatchObject({ inputs: { a: 1 }, outputs: { a: 1, b: 2 } });
});

test('a chat model: messages, parameters, the first token, token usage', async () => {
  const model = new FakeListChatModel({ responses: ['hello'] });
  await drain(await model.stream('hi', toRunnableConfig()));
  const run = runNamed('FakeListChatModel');
  expect(run).toMatchObject({ runType: 'llm', metadata: { ls_model_type: 'chat', invocation_params: {} } });
  expect(run.inputs).toMatchObject({
    messages: [[{ kwargs: { content: 'hi' }, id: expect.arrayContaining(['HumanMessage']) }]],
  });
  expect(run.outputs).toMatchObject({ generations: [[{ text: 'hello' }]] });
  expect(run.events.map(({ name }) => name)).toEqual(['new_token']);
});

test('a model without messages', async () => {
  await new FakeLLM({ response: 'there' }).invoke('hi', toRunnableConfig());
  expect(runNamed('FakeLLM')).toMatchObject({
    runType: 'llm',
    inputs: { prompts: ['hi'] },
    outputs: { generations: [[{ text: 'there' }]] },
  });
});

test('token usage, from messages (added up) and from what older models say', async () => {
  const message = ([input_tokens, output_tokens]: [number, number]): AIMessage => {
    const usage = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
    return new AIMessage({
      content: 'x',
      usage_metadata: { ...usage, input_token_details: { cache_read: 1 } },
    } as never);
  };
  const manager = new CallbackManager();
  manager.addHandler(new CallbackBridge());
  const [one] = await manager.handleLLMStart({ lc: 1, type: 'not_implemented', id: ['one'] }, ['a']);
  const generations = [
    [
      { text: 'x', message: message([1, 2]) },
      { text: 'x', message: message([3, 4]) },
    ],
  ];
  await one?.handleLLMEnd({ generations });
  const [two] = await manager.handleLLMStart({ lc: 1, type: 'not_implemented', id: ['two'] }, ['a']);
  await two?.handleLLMEnd({
    generations: [[{ text: 'x' }]],
    llmOutput: { tokenUsage: { promptTokens: 5, totalTokens: 9 } },
  });
  expect(runNamed('one').metadata['usage_metadata']).toEqual({
    input_tokens: 4,
    output_tokens: 6,
    total_tokens: 10,
    input_token_details: { cache_read: 2 },
  });
  expect(runNamed('two').metadata['usage_metadata']).toEqual({ input_tokens: 5, total_tokens: 9 });
});

test('custom events', async () => {
  const lambda = RunnableLambda.from(async () => {
    await dispatchCustomEvent('progress', { done: 1 });
    return 1;
  });
  await lambda.invoke('x', toRunnableConfig());
  expect(runNamed('RunnableLambda').events).toMatchObject([{ name: 'progress', attributes: { done: 1 } }]);
});

test('errors, with what LangChain recovers from', async () => {
  let calls = 0;
  const flaky = RunnableLambda.from(() => {
    calls += 1;
    if (calls < 3) throw new RangeError(`call ${calls}`);
    return 'third';
  });
  const recovered = flaky.withRetry({ stopAfterAttempt: 2 }).withFallbacks([flaky]);
  expect(await recovered.invoke('x', toRunnableConfig())).toBe('third');
  expect(exporter.runs.filter(({ error }) => error !== undefined).map(({ error }) => error?.message)).toContain(
    'call 2',
  );
  expect(exporter.runs.at(-1)?.status).toBe('success');
});

test('outputs as they were at the end of the step, whatever is done to them later', async () => {
  const state = { list: [1] };
  await RunnableLambda.from(() => state).invoke('x', toRunnableConfig());
  state.list.push(2);
  expect(runNamed('RunnableLambda').outputs).toEqual({ list: [1] });
});

test('nothing where tracing is off', async () => {
  configure({ enabled: false });
  await echo.invoke('x', toRunnableConfig());
  expect(exporter.runs).toEqual([]);
});

test('a bridge that serves for long knows the steps that ended last, and does not hold what all were given', async () => {
  configure({ exporter: { onEnd: () => undefined } });
  const bridge = new CallbackBridge();
  const runOf = (id: string): RunTree | undefined =>
    RunTree.fromRunnableConfig({ callbacks: { handlers: [bridge], getParentRunId: () => id } });
  const held: WeakRef<object>[] = [];
  for (let step = 0; step < 300; step++) {
    bridge.handleChainStart({ id: [`step ${step}`] }, { text: 'x' }, String(step));
    held.push(new WeakRef(runOf(String(step)) ?? {}));
    bridge.handleChainEnd({}, String(step));
  }
  expect(runOf('299')?.name).toBe('step 299');
  expect(await collected(...held.slice(0, 200))).toBe(true);
  expect(runOf('0')).toBeUndefined();
  expect(runOf('299')?.name).toBe('step 299');
});

test('what a bridge cannot read is reported, once, and thrown at nobody', () => {
  const bridge = new CallbackBridge();
  const broken = {
    get id(): never {
      throw new Error('broken');
    },
  };
  for (const id of ['a', 'b']) {
    bridge.handleChainStart(broken, {}, id);
    bridge.handleChainEnd({}, id);
  }
  expect(diagnostics.map(({ code }) => code)).toEqual(['langchain-bridge-failed']);
  expect(exporter.runs).toEqual([]);
});

test('interrupts are told by LangGraph’s flag: a name is anybody’s', async () => {
  const thrown = [Object.assign(new Error('x'), { name: 'GraphInterrupt' }), { is_bubble_up: true }];
  for (const error of thrown) {
    const step = RunnableLambda.from(() => Promise.reject(error as Error));
    await trace({ name: 'ours' }, () => step.invoke('x', toRunnableConfig())).catch(() => undefined);
  }
  expect(exporter.runs.map(({ name, status }) => [name, status])).toEqual([
    ['RunnableLambda', 'error'],
    ['ours', 'error'],
    ['RunnableLambda', 'interrupted'],
    ['ours', 'interrupted'],
  ]);
});

test('late events of steps that nobody knows change nothing', async () => {
  const bridge = new CallbackBridge();
  bridge.handleChainEnd({}, 'nobody');
  bridge.handleLLMNewToken('x', undefined, 'nobody');
  bridge.handleChainStart({ id: ['twice'] }, {}, 'twice');
  bridge.handleChainEnd({ first: true }, 'twice');
  bridge.handleChainEnd({ second: true }, 'twice');
  bridge.handleChainError(new Error('late'), 'twice');
  expect(runNamed('twice').outputs).toEqual({ first: true });
  expect(diagnostics).toEqual([]);
});
