import { sampleRun, type SampleRun } from '../server/sampleRuns.js';

interface ChatTraceOptions {
  readonly start: number;
  readonly name: string;
  readonly project?: string;
  /** Milliseconds that the model takes. */
  readonly thinking?: number;
  readonly question?: string;
  readonly answer?: string;
  readonly error?: string;
  readonly toolError?: string;
  readonly metadata?: object;
  readonly tags?: string[];
}

/** A chat with retrieval: root, a retriever with an embedding and a tool below it, and a model. */
export function chatTrace(options: ChatTraceOptions): SampleRun[] {
  const { start, name, thinking = 1200, error, toolError, metadata = {}, tags = [] } = options;
  const question = options.question ?? 'How do I retry a failed request?';
  const inputs = {
    messages: [
      { role: 'system', content: 'You answer from the documentation.' },
      { role: 'user', content: question },
    ],
  };
  const answer = options.answer ?? 'Pass **`retry: { limit: 3 }`**.';
  const outputs = {
    messages: [{ role: 'assistant', content: answer }],
    usage_metadata: { input_tokens: 812, output_tokens: 96, total_tokens: 908, total_cost: 0.0042 },
  };
  const root = sampleRun({
    name,
    start,
    took: 600 + thinking,
    project: options.project ?? 'docs',
    inputs: { question },
    outputs: { answer },
    metadata,
    tags,
    ...(error === undefined ? {} : { error }),
  });
  const search = sampleRun({ name: 'Library.search', type: 'retriever', parent: root, start: start + 20, took: 400 });
  const embed = sampleRun({ name: 'embed', type: 'embedding', parent: search, start: start + 30, took: 120 });
  const rank = sampleRun({
    name: 'rank',
    type: 'tool',
    parent: search,
    start: start + 180,
    took: 90,
    ...(toolError === undefined ? {} : { error: toolError }),
  });
  const model = sampleRun({
    name: 'ChatModel',
    type: 'llm',
    parent: root,
    start: start + 450,
    took: thinking,
    inputs,
    outputs,
    metadata: { ls_model_name: 'gpt-5-mini', ls_provider: 'openai' },
    events: [{ name: 'new_token', time: new Date(start + 700).toISOString() }],
  });
  return [root, search, embed, rank, model];
}
