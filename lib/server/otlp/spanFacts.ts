import { usageFrom } from '../ingest/usageOf.js';
import type { Usage } from '../../wire/traceSummary.js';
import type { Attributes, Span } from './span.js';
import { unpacked } from './spanContent.js';

/** Our run types by GenAI's `gen_ai.operation.name` (https://github.com/open-telemetry/semantic-conventions-genai). */
const byOperation: Readonly<Record<string, string>> = {
  chat: 'llm',
  text_completion: 'llm',
  generate_content: 'llm',
  embeddings: 'embedding',
  retrieval: 'retriever',
  execute_tool: 'tool',
  invoke_agent: 'agent',
  create_agent: 'agent',
  invoke_workflow: 'chain',
};

/** By OpenInference's `openinference.span.kind`, Traceloop's and LangSmith's kinds, in small letters. */
const byKind: Readonly<Record<string, string>> = {
  llm: 'llm',
  chain: 'chain',
  tool: 'tool',
  retriever: 'retriever',
  embedding: 'embedding',
  prompt: 'prompt',
  parser: 'parser',
  agent: 'agent',
  reranker: 'retriever',
  guardrail: 'chain',
  evaluator: 'chain',
  workflow: 'chain',
  task: 'chain',
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function runTypeOf(attributes: Attributes): string {
  const kind = ['langsmith.span.kind', 'openinference.span.kind', 'traceloop.span.kind'].map((name) =>
    text(attributes[name]),
  );
  for (const found of kind) {
    const type = found === undefined ? undefined : byKind[found.toLowerCase()];
    if (type !== undefined) return type;
  }
  return byOperation[text(attributes['gen_ai.operation.name']) ?? ''] ?? 'chain';
}

const modelNames = [
  'gen_ai.response.model',
  'gen_ai.request.model',
  'llm.model_name',
  'embedding.model_name',
  'ai.model.id',
];

export function modelOf(attributes: Attributes): string | undefined {
  return modelNames.map((name) => text(attributes[name])).find((model) => model !== undefined);
}

export function spanUsage(attributes: Attributes): Usage | undefined {
  return usageFrom([
    {
      input_tokens:
        attributes['gen_ai.usage.input_tokens'] ??
        attributes['gen_ai.usage.prompt_tokens'] ??
        attributes['llm.token_count.prompt'],
      output_tokens:
        attributes['gen_ai.usage.output_tokens'] ??
        attributes['gen_ai.usage.completion_tokens'] ??
        attributes['llm.token_count.completion'],
      total_tokens:
        attributes['gen_ai.usage.total_tokens'] ??
        attributes['llm.token_count.total'] ??
        attributes['llm.usage.total_tokens'],
      total_cost: attributes['gen_ai.usage.cost'] ?? attributes['llm.cost.total'],
    },
  ]);
}

export function tagsOf(attributes: Attributes): readonly string[] | undefined {
  const found = unpacked(attributes['tag.tags'] ?? attributes['langsmith.span.tags']);
  if (typeof found === 'string')
    return found
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
  return Array.isArray(found) ? (found as unknown[]).map(String) : undefined;
}

const threadNames = [
  'gen_ai.conversation.id',
  'session.id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.session_id',
  'langsmith.metadata.conversation_id',
  'langsmith.trace.session_id',
];

export function threadOfSpan(attributes: Attributes): string | undefined {
  return threadNames.map((name) => text(attributes[name])).find((thread) => thread !== undefined);
}

/** Instrumentations say when a first token came by an event of one of these names, or by the time that it took. */
const firstTokenEvents: ReadonlySet<string> = new Set([
  'new_token',
  'first_token',
  'First Token Stream Event',
  'ai.stream.firstChunk',
]);

export function firstTokenTime({ attributes, events, startTime }: Span): number | undefined {
  const seconds = attributes['gen_ai.response.time_to_first_chunk'];
  if (typeof seconds === 'number') return startTime + seconds * 1000;
  return events.find(({ name }) => firstTokenEvents.has(name))?.time;
}

/** An exception as text: its kind and message, then its stack. */
export function errorOf({ events, isError, statusMessage }: Span): string | undefined {
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes ?? {};
  const stack = text(exception['exception.stacktrace']);
  const message = [text(exception['exception.type']), text(exception['exception.message'])].filter(
    (part) => part !== undefined,
  );
  if (!isError) return undefined;
  if (stack !== undefined)
    return message.every((part) => stack.includes(part)) ? stack : `${message.join(': ')}\n${stack}`;
  return message.length > 0 ? message.join(': ') : statusMessage || 'error';
}

/** Resources name themselves `unknown_service:node` where nobody named them. */
export function projectOf({ attributes, resource }: Span, header: string | undefined): string | undefined {
  const service = text(resource['service.name']);
  return (
    text(attributes['langsmith.trace.session_name']) ??
    text(resource['openinference.project.name']) ??
    header ??
    (service?.startsWith('unknown_service') === true ? undefined : service)
  );
}
