import { getCurrentRunTree, traceable } from 'tracenest';
import type { AnswerWriter } from './answerWriter.js';
import type { DocsLibrary } from './docsLibrary.js';
import { ExplainedError } from './explainedError.js';
import { placeOf } from './passage.js';
import { PassageIndex } from './passageIndex.js';
import { PassageSearch } from './passageSearch.js';

/** Answers questions out of documents. */
@traceable({ tags: ['ask-the-docs'] })
export class DocsAssistant {
  readonly #library: DocsLibrary;
  readonly #writer: AnswerWriter;

  constructor(library: DocsLibrary, writer: AnswerWriter) {
    this.#library = library;
    this.#writer = writer;
  }

  /** Streams the answer. Its run is the trace: everything that is called from here nests below it. */
  @traceable({ runType: 'agent', aggregator: (chunks) => chunks.join('') })
  async *answer(question: string, run = getCurrentRunTree()): AsyncGenerator<string> {
    const passages = await this.#library.load();
    run?.addMetadata({ passages: passages.length });
    const found = await new PassageSearch(PassageIndex.of(passages)).search(question, 3);
    if (found.length === 0) {
      throw new ExplainedError(
        `None of ${passages.length} passages is about that. Try the words that the documents use.`,
      );
    }
    yield* this.#writer.write(question, found);
    yield `\n\n## Sources\n\n${found.map((passage) => `- ${placeOf(passage)}\n`).join('')}`;
  }
}
