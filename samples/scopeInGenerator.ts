/**
 * A `tracingContext` block around a `for await`, inside an async generator that yields in it.
 *
 * The block belongs to the generator: it is open whenever the generator's code runs, also after a `yield`, and never while
 * its consumer's code runs. LangSmith's page on nesting: `with ls.tracing_context(parent=run_tree): async for … yield chunk`.
 */
import {
  configure,
  ConsoleExporter,
  getCurrentRunTree,
  requireCurrentRunTree,
  traceable,
  tracingContext,
} from 'tracenest';
import type { RunTree } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

const source = traceable(async function* source() {
  yield 'first';
  yield 'second';
});
const consume = traceable(function consume(chunk: string) {
  console.log(chunk);
});

class Relay {
  @traceable
  async *relay(session: RunTree): AsyncGenerator<string> {
    {
      using _ = tracingContext(session);
      for await (const chunk of source()) yield chunk;
    }
    // The block is over: this nests below `relay` again.
    yield* source();
  }
}

class Conversation {
  @traceable
  async hold(): Promise<void> {
    const session = requireCurrentRunTree().createChild({ name: 'session' });
    for await (const chunk of new Relay().relay(session)) {
      console.log(`between two chunks this is ${getCurrentRunTree()?.name}'s code`);
      consume(chunk);
    }
    session.end();
  }
}

await new Conversation().hold();
