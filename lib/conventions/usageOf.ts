import type { Usage } from '../wire/traceSummary.js';

type Bag = Readonly<Record<string, unknown>>;

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null ? (value as Bag) : {};
}

function count(candidate: Bag, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = candidate[name];
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  }
  return undefined;
}

function usageIn(candidate: Bag): Usage | undefined {
  const promptTokens = count(candidate, 'input_tokens', 'prompt_tokens', 'promptTokens', 'inputTokens');
  const completionTokens = count(candidate, 'output_tokens', 'completion_tokens', 'completionTokens', 'outputTokens');
  const cost = count(candidate, 'total_cost', 'cost');
  const hasTokens = promptTokens !== undefined || completionTokens !== undefined;
  const sum = hasTokens ? (promptTokens ?? 0) + (completionTokens ?? 0) : undefined;
  const totalTokens = count(candidate, 'total_tokens', 'totalTokens') ?? sum;
  if (totalTokens === undefined && cost === undefined) return undefined;
  return {
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
    ...(totalTokens === undefined ? {} : { totalTokens }),
    ...(cost === undefined ? {} : { cost }),
  };
}

/** A usage out of the first of some objects that tells one, under any of the names that SDKs use. */
export function usageFrom(candidates: readonly unknown[]): Usage | undefined {
  for (const candidate of candidates) {
    // Most are absent in most runs.
    const usage = typeof candidate === 'object' && candidate !== null ? usageIn(candidate as Bag) : undefined;
    if (usage !== undefined) return usage;
  }
  return undefined;
}

/** The message of LangChain's `generations[0][0]`, where its models put their usage. */
function firstGeneration(outputs: Bag): Bag {
  const [first] = Array.isArray(outputs['generations']) ? (outputs['generations'] as unknown[]) : [];
  const generation = bag(Array.isArray(first) ? first[0] : first);
  const message = bag(generation['message']);
  return { ...message, ...bag(message['kwargs']) };
}

/** The places of a run where SDKs tell what it used: as LangSmith, LangChain and OpenAI write them. */
function usagesOf(outputs: unknown, metadata: unknown): readonly unknown[] {
  const result = bag(outputs);
  const output = bag(result['output']);
  return [
    bag(metadata)['usage_metadata'],
    result['usage_metadata'],
    output['usage_metadata'],
    firstGeneration(result)['usage_metadata'],
    bag(result['llm_output'])['tokenUsage'],
    bag(result['llm_output'])['token_usage'],
    bag(result['llmOutput'])['tokenUsage'],
    result['usage'],
    output['usage'],
  ];
}

/** Tokens and cost of a run, where its metadata or its outputs tell. */
export function usageOf(outputs: unknown, metadata: unknown): Usage | undefined {
  return usageFrom(usagesOf(outputs, metadata));
}

/** Which of the tokens were read from a cache, written into one, and thought. */
export interface UsageDetails {
  readonly cacheRead: number | undefined;
  readonly cacheCreation: number | undefined;
  readonly reasoning: number | undefined;
}

/** The details of what {@link usageOf} sums up. */
export function usageDetailsOf(outputs: unknown, metadata: unknown): UsageDetails {
  const usage = bag(usagesOf(outputs, metadata).find((candidate) => usageFrom([candidate]) !== undefined));
  const input = bag(usage['input_token_details'] ?? usage['prompt_tokens_details']);
  const output = bag(usage['output_token_details'] ?? usage['completion_tokens_details']);
  return {
    cacheRead: count(input, 'cache_read', 'cached_tokens') ?? count(usage, 'cache_read_input_tokens'),
    cacheCreation: count(input, 'cache_creation') ?? count(usage, 'cache_creation_input_tokens'),
    reasoning: count(output, 'reasoning', 'reasoning_tokens'),
  };
}
