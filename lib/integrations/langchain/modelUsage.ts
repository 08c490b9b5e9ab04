/** Token counts as LangChain and LangSmith write them. */
export type UsageMetadata = Readonly<Record<string, unknown>>;

interface Generation {
  readonly text?: unknown;
  readonly message?: { readonly usage_metadata?: UsageMetadata };
}

/** LangChain's `LLMResult`, as far as it is looked at. */
export interface ModelResult {
  readonly generations: readonly (readonly Generation[])[];
  readonly llmOutput?: Readonly<Record<string, unknown>> | undefined;
}

const camelNames = { promptTokens: 'input_tokens', completionTokens: 'output_tokens', totalTokens: 'total_tokens' };

/** What models without messages say, by other names. */
function usageOfOutput(output: ModelResult['llmOutput']): UsageMetadata | undefined {
  const usage = output?.['tokenUsage'];
  if (typeof usage !== 'object' || usage === null) return undefined;
  const counts = Object.entries(camelNames).flatMap(([camel, name]) => {
    const count = (usage as Record<string, unknown>)[camel];
    return typeof count === 'number' ? [[name, count] as const] : [];
  });
  return counts.length === 0 ? undefined : Object.fromEntries(counts);
}

/** Adds counts up, those of the details too. */
function sum(one: UsageMetadata, other: UsageMetadata): UsageMetadata {
  const total: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = total[name];
    if (typeof value === 'number') total[name] = typeof before === 'number' ? before + value : value;
    else if (isBag(value)) total[name] = sum(isBag(before) ? before : {}, value);
    else total[name] ??= value;
  }
  return total;
}

function isBag(value: unknown): value is UsageMetadata {
  return typeof value === 'object' && value !== null;
}

/** The tokens that a call of a model took; `undefined` where the model does not tell. */
export function usageOf({ generations, llmOutput }: ModelResult): UsageMetadata | undefined {
  const counts: readonly UsageMetadata[] = generations.flat().flatMap(({ message }) => {
    return message?.usage_metadata === undefined ? [] : [message.usage_metadata];
  });
  return counts.length === 0 ? usageOfOutput(llmOutput) : counts.reduce(sum);
}
