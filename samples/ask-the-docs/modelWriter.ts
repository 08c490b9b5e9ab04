import { HTTPError } from 'ky';
import { traceable } from 'tracenest';
import type { AnswerWriter } from './answerWriter.js';
import { ChatModel, type ChatMessage } from './chatModel.js';
import { ExplainedError } from './explainedError.js';
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

/** The network, or an endpoint that says "later": 408, 425, 429, 5xx. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof HTTPError)) return error instanceof TypeError;
  const { status } = error.response;
  return status >= 500 || [408, 425, 429].includes(status);
}

function explained(error: unknown, { baseUrl, model }: ModelSettings): unknown {
  if (error instanceof HTTPError) {
    const { status } = error.response;
    const advice =
      status === 401 || status === 403
        ? 'Check OPENAI_API_KEY.'
        : status === 404
          ? `Check OPENAI_BASE_URL (it usually ends in /v1) and OPENAI_MODEL (${model}).`
          : 'Try again later, or unset OPENAI_BASE_URL to have the answer put together without a model.';
    return new ExplainedError(`The model endpoint ${baseUrl} answered ${status}. ${advice}`, { cause: error });
  }
  if (error instanceof TypeError) {
    const { code } = (error.cause ?? {}) as { code?: string };
    return new ExplainedError(
      `The model endpoint ${baseUrl} cannot be reached${code === undefined ? '' : ` (${code})`}. Is it running? ` +
        'Unset OPENAI_BASE_URL to have the answer put together without a model.',
      { cause: error },
    );
  }
  return error;
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
    try {
      yield* await withRetries(async () => this.#model.stream(messages), {
        attempts: 3,
        isWorthRetrying: isTransient,
        pauseMs: 250,
      });
    } catch (error) {
      throw explained(error, this.#settings);
    }
  }
}
