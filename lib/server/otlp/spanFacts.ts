import { genAi, langSmith, openInference, otel, own } from '../../conventions/attributeNames.js';
import { threadKeys, typeOfKind, typeOfOperation } from '../../conventions/runKinds.js';
import { usageFrom } from '../../conventions/usageOf.js';
import type { RunType } from '../../run/run.js';
import type { Usage } from '../../wire/traceSummary.js';
import type { Attributes, Span } from './span.js';
import { unpacked } from './spanContent.js';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function runTypeOf(attributes: Attributes): string {
  const kind = [own.runType, langSmith.kind, openInference.kind, 'traceloop.span.kind'].map((name) =>
    text(attributes[name]),
  );
  for (const found of kind) {
    const type = found === undefined ? undefined : typeOfKind[found.toLowerCase()];
    if (type !== undefined) return type;
  }
  return typeOfOperation[text(attributes[genAi.operation]) ?? ''] ?? aiSdkType(attributes) ?? 'chain';
}

/** Of the AI SDK's spans those count that speak to a model: what is above them repeats their usage. */
function aiSdkType(attributes: Attributes): RunType | undefined {
  const operation = text(attributes['ai.operationId']) ?? '';
  if (operation === 'ai.toolCall') return 'tool';
  if (/\.do(Generate|Stream)$/.test(operation)) return 'llm';
  return operation.endsWith('.doEmbed') ? 'embedding' : undefined;
}

/** The AI SDK calls every tool the same. */
export function nameOf({ attributes, name }: Span): string {
  return text(attributes['ai.toolCall.name']) ?? name;
}

const modelNames = [
  genAi.responseModel,
  genAi.requestModel,
  openInference.model,
  openInference.embeddingModel,
  'ai.model.id',
];

export function modelOf(attributes: Attributes): string | undefined {
  return modelNames.map((name) => text(attributes[name])).find((model) => model !== undefined);
}

export function spanUsage(attributes: Attributes): Usage | undefined {
  return usageFrom([
    {
      input_tokens:
        attributes[genAi.inputTokens] ??
        attributes['gen_ai.usage.prompt_tokens'] ??
        attributes[openInference.promptTokens] ??
        attributes['ai.usage.inputTokens'] ??
        attributes['ai.usage.promptTokens'] ??
        attributes['ai.usage.tokens'],
      output_tokens:
        attributes[genAi.outputTokens] ??
        attributes['gen_ai.usage.completion_tokens'] ??
        attributes[openInference.completionTokens] ??
        attributes['ai.usage.outputTokens'] ??
        attributes['ai.usage.completionTokens'],
      total_tokens:
        attributes['gen_ai.usage.total_tokens'] ??
        attributes[openInference.totalTokens] ??
        attributes['llm.usage.total_tokens'],
      total_cost: attributes['gen_ai.usage.cost'] ?? attributes[openInference.cost],
    },
  ]);
}

export function tagsOf(attributes: Attributes): readonly string[] | undefined {
  const found = unpacked(attributes[openInference.tags] ?? attributes[langSmith.tags]);
  if (typeof found === 'string')
    return found
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
  return Array.isArray(found) ? (found as unknown[]).map(String) : undefined;
}

const camelThreadKeys = ['threadId', 'sessionId', 'conversationId'];

/** Attributes below these are a user's own metadata. */
export const metadataPrefixes = ['langsmith.metadata.', 'ai.telemetry.metadata.'] as const;

const threadNames = [
  genAi.conversation,
  openInference.session,
  ...metadataPrefixes.flatMap((prefix) => [...threadKeys, ...camelThreadKeys].map((key) => prefix + key)),
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
  const seconds = attributes[genAi.timeToFirstChunk];
  if (typeof seconds === 'number') return startTime + seconds * 1000;
  return events.find(({ name }) => firstTokenEvents.has(name))?.time;
}

/** An exception as text: its kind and message, then its stack. */
export function errorOf({ events, isError, statusMessage }: Span): string | undefined {
  const exception = events.findLast(({ name }) => name === otel.exception)?.attributes ?? {};
  const stack = text(exception[otel.exceptionStack]);
  const message = [text(exception[otel.exceptionType]), text(exception[otel.exceptionMessage])].filter(
    (part) => part !== undefined,
  );
  if (!isError) return undefined;
  if (stack !== undefined)
    return message.every((part) => stack.includes(part)) ? stack : `${message.join(': ')}\n${stack}`;
  return message.length > 0 ? message.join(': ') : statusMessage || 'error';
}

/** Resources name themselves `unknown_service:node` where nobody named them. */
export function projectOf({ attributes, resource }: Span, header: string | undefined): string | undefined {
  const service = text(resource[otel.service]);
  return (
    text(attributes[langSmith.project]) ??
    text(resource[openInference.project]) ??
    header ??
    (service?.startsWith('unknown_service') === true ? undefined : service)
  );
}
