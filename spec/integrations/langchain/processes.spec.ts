import { expect, jest, test } from '@jest/globals';
import { programStarter } from '../../helpers/startProgram.js';

const programs = programStarter();
jest.setTimeout(90_000);

/** Imports nothing of LangChain but its runnables, which alone set up no storage for an ambient config. */
const program = `
  import { RunnableLambda } from '@langchain/core/runnables';
  import { configure, MemoryExporter, trace, traceable } from 'tracenest';
  import { toRunnableConfig } from 'tracenest/langchain';
  import { traceTree } from 'tracenest/testing';

  const exporter = new MemoryExporter();
  configure({ exporter });
  const leaf = traceable(async (input: string) => input, { name: 'leaf' });
  const chain = RunnableLambda.from(leaf).pipe(async function* (text: string) {
    yield* [text, text];
  });
  const inner = RunnableLambda.from((input: string) => leaf(input));

  await trace({ name: 'outer' }, async () => {
    await RunnableLambda.from((input: string) => inner.invoke(input)).invoke('x', toRunnableConfig());
    console.log(traceTree(exporter));
    for await (const chunk of await chain.stream('x', toRunnableConfig())) break;
  });
  process.on('beforeExit', () => console.log('--- at the end\\n' + traceTree(exporter)));
`;

test.each([['true'], ['false'], ['']])(
  'a program with LangChain alone, LANGCHAIN_CALLBACKS_BACKGROUND=%s: its calls nest, and what it left open ends with it',
  async (background) => {
    const running = await programs.start(program, [], { LANGCHAIN_CALLBACKS_BACKGROUND: background });
    const { stdout, stderr, code } = await running.ended;
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toBe(
      `outer [running]
  RunnableLambda
    RunnableLambda
      leaf
--- at the end
outer
  RunnableLambda
    RunnableLambda
      leaf
  RunnableSequence [abandoned]
    RunnableLambda
      leaf
    RunnableLambda [abandoned]
`,
    );
  },
);
