import type { Usage } from '../../wire/traceSummary.js';

type Bag = Readonly<Record<string, unknown>>;

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null ? (value as Bag) : {};
}

function count(...values: readonly unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0);
}

/** A usage out of the first of some objects that tells one, under any of the names that SDKs use. */
export function usageFrom(candidates: readonly unknown[]): Usage | undefined {
  for (const candidate of candidates.map(bag)) {
    const promptTokens = count(
      candidate['input_tokens'],
      candidate['prompt_tokens'],
      candidate['promptTokens'],
      candidate['inputTokens'],
    );
    const completionTokens = count(
      candidate['output_tokens'],
      candidate['completion_tokens'],
      candidate['completionTokens'],
      candidate['outputTokens'],
    );
    const told = count(candidate['total_tokens'], candidate['totalTokens']);
    const cost = count(candidate['total_cost'], candidate['cost']);
    const sum =
      promptTokens === undefined && completionTokens === undefined
        ? undefined
        : (promptTokens ?? 0) + (completionTokens ?? 0);
    const usage = { promptTokens, completionTokens, totalTokens: told ?? sum, cost };
    const known = Object.entries(usage).filter(([, value]) => value !== undefined);
    if (known.length > 0) return Object.fromEntries(known);
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

/** Tokens and cost of a run, where its metadata or its outputs tell: as LangSmith, LangChain and OpenAI write them. */
export function usageOf(outputs: unknown, metadata: unknown): Usage | undefined {
  const result = bag(outputs);
  const output = bag(result['output']);
  return usageFrom([
    bag(metadata)['usage_metadata'],
    result['usage_metadata'],
    output['usage_metadata'],
    firstGeneration(result)['usage_metadata'],
    bag(result['llm_output'])['tokenUsage'],
    bag(result['llm_output'])['token_usage'],
    bag(result['llmOutput'])['tokenUsage'],
    result['usage'],
    output['usage'],
  ]);
}
