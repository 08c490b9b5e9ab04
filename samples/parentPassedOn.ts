/**
 * A child generator that is consumed with its parent passed explicitly.
 *
 * LangSmith's page on nesting does this where Python loses the context: `langsmith_extra={"parent": run_tree}`. Here the
 * context is not lost, so it is for the cases where the parent is to be another run than the one whose code is calling.
 * https://docs.langchain.com/langsmith/nest-traces
 */
import { configure, ConsoleExporter, getCurrentRunTree, traceable, trace, withExtra } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

const child = traceable(async function* child(_input: string) {
  yield 'A';
  yield 'response';
});

class Service {
  /** The run comes in as the default of a parameter: the method's own. */
  @traceable
  async *parent(input: string, run = getCurrentRunTree()): AsyncGenerator<string> {
    yield* child(input);
    // The same tree, said explicitly.
    for await (const chunk of withExtra(child, { parent: run, name: 'child, explicitly' })(input)) yield chunk;
    // From inside another trace: the child stays with the parent that was passed on.
    yield* trace({ name: 'another trace', parent: null }, () => {
      return withExtra(child, { parent: run, name: 'child, from another trace' })(input);
    });
  }
}

const chunks: string[] = [];
for await (const chunk of new Service().parent('call')) chunks.push(chunk);
console.log(chunks.join(' '));
