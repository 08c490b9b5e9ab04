/**
 * Parallel children in one trace: a graph of LangGraph's that fans out, decorated nodes, and LangChain's `batch` in one.
 *
 * The fourth example of LangSmith's page on nesting needs an executor of its own, or the parent passed to each child. Here
 * nothing is passed below the first call. `workQueue.ts` shows work that is handed to others.
 * https://docs.langchain.com/langsmith/nest-traces
 */
import { RunnableLambda } from '@langchain/core/runnables';
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import { configure, ConsoleExporter, runnable, traceable } from 'tracenest';
import { toRunnableConfig } from 'tracenest/langchain';

configure({ exporter: new ConsoleExporter() });

const State = Annotation.Root({
  number: Annotation<number>,
  sum: Annotation<number>({ reducer: (one, other) => one + other, default: () => 0 }),
});

class Calculator {
  @traceable
  async square(number: number): Promise<number> {
    await Promise.resolve();
    return number * number;
  }

  @runnable
  async add({ number }: { number: number }): Promise<{ sum: number }> {
    return { sum: await this.square(number) };
  }

  @runnable
  async *halves({ sum }: { sum: number }): AsyncGenerator<{ sum: number }> {
    const halve = RunnableLambda.from((number: number) => this.square(number / 2)).withConfig({ runName: 'halve' });
    const [one = 0, other = 0] = await halve.batch([sum, sum]);
    yield { sum: one + other };
  }

  @traceable
  async outer(numbers: readonly number[]): Promise<unknown> {
    const graph = new StateGraph(State)
      .addNode('add', this.add)
      .addNode('halves', this.halves)
      .addConditionalEdges(START, () => numbers.map((number) => new Send('add', { number })))
      .addEdge('add', 'halves')
      .addEdge('halves', END)
      .compile();
    return graph.invoke({ number: 0 }, toRunnableConfig());
  }
}

console.log(await new Calculator().outer([1, 2]));
