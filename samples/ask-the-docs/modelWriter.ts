import { traceable } from 'tracenest';
import type { AnswerWriter } from './answerWriter.js';
import { ChatModel, type ChatMessage } from './chatModel.js';
import { explainedBreak, explainedRefusal, isTransient } from './modelError.js';
import type { ModelSettings } from './modelSettings.js';
import type { Passage } from './passage.js';
import { withRetries } from './withRetries.js';

const instructions =
  'Answer the question out of the passages alone, briefly, with an example where they have one. Where they do not answer it, say so.';

function messagesFor(question: string, passages: readonly Passage[]): ChatMessage[] {
  const texts = passages.map(
    ({ trail, blocks }) => `# ${trail.join(' › ')}\n\n${blocks.map(({ text }) => text).join('\n\n')}`,
  );
  return [
    { role: 'system', content: instructions },
    { role: 'user', content: `${texts.join('\n\n')}\n\nQuestion: ${question}` },
  ];
}

/** Has a model write the answer. */
export class ModelWriter implements AnswerWriter {
  readonly #settings: ModelSettings;
  readonly #model: ChatModel;

  constructor(settings: ModelSettings) {
    this.#settings = settings;
    this.#model = new ChatModel(settings);
  }

  @traceable({ aggregator: (chunks) => chunks.join(''), processInputs: ({ question }) => ({ question }) })
  async *write(question: string, passages: readonly Passage[]): AsyncGenerator<string> {
    const messages = messagesFor(question, passages);
    const options = { attempts: 3, isWorthRetrying: isTransient, pauseMs: 250 };
    const words = await withRetries(async () => this.#model.stream(messages), options).catch((error: unknown) => {
      throw explainedRefusal(error, this.#settings);
    });
    try {
      yield* words;
    } catch (error) {
      // Not tried again: a part of the answer has been read already.
      throw explainedBreak(error, this.#settings);
    }
  }
}
