/**
 * An answer that is watched while it is written: `npx tracenest run -- npx tsx samples/liveAnswer.ts`, and open the page that
 * the first line names. The model's run shows its words as they come. Without a server the tree is printed at the end.
 */
import { setTimeout } from 'node:timers/promises';
import { configure, ConsoleExporter, traceable } from 'tracenest';
import { LangSmithExporter } from 'tracenest/exporters';

/** `tracenest run` sets it, and that starts of runs are sent: else give `sendStarts: true`. */
const isWatched = process.env['LANGSMITH_ENDPOINT'] !== undefined;
configure({ exporter: isWatched ? new LangSmithExporter() : new ConsoleExporter() });

interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

const answer = `Pigeons eat **seeds** first of all: corn, peas, wheat and millet. In a city they take what is there, which is
mostly bread; it fills them and feeds them badly.

- Offer grain without salt, a handful at a time.
- Put water beside it, wide enough to bathe in.
- Take away in the evening what is left, or the rats come.

Their young are fed on crop milk for the first ten days, which both parents give.
`;

class Model {
  @traceable({ runType: 'llm', aggregator: (words) => ({ role: 'assistant', content: words.join('') }) })
  async *chat(messages: readonly Message[]): AsyncGenerator<string> {
    if (messages.at(-1)?.role !== 'user') return;
    for (const word of answer.match(/\S+\s*/g) ?? []) {
      await setTimeout(isWatched ? 150 : 0);
      yield word;
    }
  }
}

class Assistant {
  readonly #model = new Model();

  @traceable({ runType: 'agent', aggregator: (words) => words.join('') })
  async *answer(question: string): AsyncGenerator<string> {
    yield* this.#model.chat([{ role: 'user', content: question }]);
  }
}

for await (const word of new Assistant().answer('What do pigeons eat?')) process.stdout.write(word);
