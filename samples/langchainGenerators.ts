/**
 * A generator as a child runnable under a parent runnable, with LangChain's `config` handed over.
 *
 * The first example of LangSmith's page on nesting. The body of an undecorated generator has no ambient config in LangChain, so
 * `config` is passed on there. A generator that is decorated with `@runnable` finds its place by itself.
 * https://docs.langchain.com/langsmith/nest-traces
 */
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { configure, ConsoleExporter, runnable } from 'tracenest';
import { toRunnable, toRunnableConfig } from 'tracenest/langchain';

configure({ exporter: new ConsoleExporter() });

const child = RunnableLambda.from<string, string>(async function* (_input: string) {
  yield 'A';
  yield 'response';
} as never).withConfig({ runName: 'child' });

const parent = RunnableLambda.from<string, string>(async function* (input: string, config: RunnableConfig) {
  for await (const chunk of await child.stream(input, config)) yield chunk;
} as never).withConfig({ runName: 'parent' });

class Service {
  @runnable({ name: 'decorated child' })
  async *child(_input: string): AsyncGenerator<string> {
    yield 'A';
    yield 'response';
  }

  @runnable({ name: 'decorated parent' })
  async *parent(input: string): AsyncGenerator<string> {
    yield* this.child(input);
  }
}

const chunks: string[] = [];
for await (const chunk of await parent.stream('call', toRunnableConfig())) chunks.push(chunk);
for await (const chunk of await toRunnable(new Service().parent).stream('call', toRunnableConfig())) chunks.push(chunk);
console.log(chunks.join(' '));
