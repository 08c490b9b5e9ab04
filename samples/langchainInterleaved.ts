/**
 * Decorated code and LangChain code in turns, each in the other, with hand-over by `tracingContext` blocks and by `config`.
 *
 * The third example of LangSmith's page on nesting. `nestLangChain()` lets LangChain follow the context as decorated code
 * does; without it, `toRunnableConfig()` goes into the two calls of `stream`.
 * https://docs.langchain.com/langsmith/nest-traces
 */
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { configure, ConsoleExporter, getCurrentRunTree, traceable, tracingContext, withExtra } from 'tracenest';
import { nestLangChain } from 'tracenest/langchain';

configure({ exporter: new ConsoleExporter() });
nestLangChain();

const childRunnable = RunnableLambda.from<string, string>(async function* (_input: string) {
  yield 'A';
  yield 'response';
} as never).withConfig({ runName: 'child runnable' });

class Service {
  @traceable({ name: 'child function' })
  async *child(input: string, run = getCurrentRunTree()): AsyncGenerator<string> {
    using _ = tracingContext(run);
    for await (const chunk of await childRunnable.stream(input)) yield chunk;
  }

  @traceable({ name: 'parent function' })
  async *parent(input: string, run = getCurrentRunTree()): AsyncGenerator<string> {
    using _ = tracingContext(run);
    for await (const chunk of await parentRunnable.stream(input)) yield chunk;
  }
}

const service = new Service();

const parentRunnable = RunnableLambda.from<string, string>(async function* (input: string, config: RunnableConfig) {
  yield* withExtra(service, { config }).child(input);
} as never).withConfig({ runName: 'parent runnable' });

const chunks: string[] = [];
for await (const chunk of service.parent('call')) chunks.push(chunk);
console.log(chunks.join(' '));
