import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import ky from 'ky';
import { traceable } from 'tracenest';
import { ExplainedError } from './explainedError.js';
import type { ModelSettings } from './modelSettings.js';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What is read of a chunk of OpenAI's streaming chat completions. */
interface CompletionChunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly error?: { readonly message?: string };
}

/** Server-sent events become the words in them. */
function wordsOfEvents(): TransformStream<EventSourceMessage, string> {
  return new TransformStream({
    transform({ data }, controller) {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data) as CompletionChunk;
      if (chunk.error !== undefined) throw new Error(chunk.error.message ?? data);
      const word = chunk.choices?.[0]?.delta?.content;
      if (word) controller.enqueue(word);
    },
  });
}

/** A chat model behind an OpenAI-compatible endpoint. */
export class ChatModel {
  readonly #settings: ModelSettings;

  constructor(settings: ModelSettings) {
    this.#settings = settings;
  }

  /** Resolves when the answer begins. The run goes on to the end of the stream, and holds the whole answer. */
  @traceable((self: ChatModel) => ({
    runType: 'llm',
    metadata: { ls_provider: 'openai', ls_model_type: 'chat', ls_model_name: self.#settings.model },
    aggregator: (words: unknown[]) => ({ role: 'assistant', content: words.join('') }),
  }))
  async stream(messages: readonly ChatMessage[]): Promise<ReadableStream<string>> {
    const { baseUrl, apiKey, model } = this.#settings;
    // Without ky's own retries: each attempt is to be seen in the trace.
    const response = await ky.post(`${baseUrl}/chat/completions`, {
      headers: { authorization: `Bearer ${apiKey}` },
      json: { model, messages, stream: true },
      retry: 0,
      timeout: 60_000,
    });
    const type = response.headers.get('content-type') ?? 'nothing';
    if (response.body === null || !type.startsWith('text/event-stream')) {
      throw new ExplainedError(`The model endpoint ${baseUrl} answered with ${type} and not with a stream of events.`);
    }
    return response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .pipeThrough(wordsOfEvents());
  }
}
