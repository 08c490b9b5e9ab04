import { genAi, openInference } from '../../conventions/attributeNames.js';
import { usageDetailsOf, usageOf } from '../../conventions/usageOf.js';
import type { Run } from '../../run/run.js';
import type { AttributeBag } from './attributeBag.js';
import { inputMessages, outputMessages } from './chatMessages.js';
import { flattenMessages, genAiMessages } from './messageAttributes.js';

type Bag = Readonly<Record<string, unknown>>;

function bagOf(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/** Parameters of a call under the names that APIs give them; what `getInvocationParams` said in LangSmith's names counts first. */
const parameters: readonly (readonly [attribute: string, own: string, names: readonly string[]])[] = [
  [genAi.temperature, 'ls_temperature', ['temperature']],
  [genAi.maxTokens, 'ls_max_tokens', ['max_tokens', 'max_completion_tokens', 'maxTokens']],
  [genAi.stopSequences, 'ls_stop', ['stop', 'stop_sequences']],
  [genAi.topP, 'ls_top_p', ['top_p', 'topP']],
  [genAi.topK, 'ls_top_k', ['top_k', 'topK']],
  [genAi.seed, 'ls_seed', ['seed']],
  [genAi.frequencyPenalty, 'ls_frequency_penalty', ['frequency_penalty']],
  [genAi.presencePenalty, 'ls_presence_penalty', ['presence_penalty']],
];

function setParameters(bag: AttributeBag, metadata: Bag, inputs: Bag): void {
  const told = bagOf(metadata['ls_invocation_params']);
  for (const [attribute, own, names] of parameters) {
    const value = metadata[own] ?? names.map((name) => told[name] ?? inputs[name]).find((found) => found != null);
    bag.set(attribute, attribute === genAi.stopSequences && typeof value === 'string' ? [value] : value);
  }
  const given = Object.entries(metadata).filter(([name]) => /^ls_(?:temperature|max_tokens|stop)$/.test(name));
  const all = { ...Object.fromEntries(given.map(([name, value]) => [name.slice('ls_'.length), value])), ...told };
  if (Object.keys(all).length > 0) bag.setJson(openInference.parameters, all);
}

function setUsage(bag: AttributeBag, { outputs, metadata }: Run): void {
  const usage = usageOf(outputs, metadata);
  if (usage === undefined) return;
  const { cacheRead, cacheCreation, reasoning } = usageDetailsOf(outputs, metadata);
  const counts = [
    [genAi.inputTokens, openInference.promptTokens, usage.promptTokens],
    [genAi.outputTokens, openInference.completionTokens, usage.completionTokens],
    [genAi.cacheReadTokens, openInference.cacheReadTokens, cacheRead],
    [genAi.cacheCreationTokens, openInference.cacheWriteTokens, cacheCreation],
    [genAi.reasoningTokens, openInference.reasoningTokens, reasoning],
  ] as const;
  for (const [ofGenAi, ofOpenInference, count] of counts) {
    bag.set(ofGenAi, count);
    bag.set(ofOpenInference, count);
  }
  bag.set(openInference.totalTokens, usage.totalTokens);
  bag.set(openInference.cost, usage.cost);
}

/** What is said of a call to a model, and of its tokens. */
export function setModelAttributes(bag: AttributeBag, run: Run): void {
  const { runType, metadata, inputs } = run;
  const outputs = run.outputs ?? {};
  const model = firstText(metadata['ls_model_name'], bagOf(metadata['ls_invocation_params'])['model'], inputs['model']);
  const response = firstText(outputs['model'], bagOf(outputs['output'])['model']);
  const provider = firstText(metadata['ls_provider']);
  bag.set(genAi.provider, provider);
  bag.set(genAi.requestModel, model);
  bag.set(genAi.responseModel, response);
  bag.set(runType === 'embedding' ? openInference.embeddingModel : openInference.model, response ?? model);
  bag.set(openInference.provider, provider);
  setParameters(bag, metadata, inputs);
  setUsage(bag, run);
  if (runType !== 'llm') return;
  const asked = inputMessages(inputs);
  const answered = outputMessages(outputs);
  bag.setJson(genAi.inputMessages, genAiMessages(asked));
  bag.setJson(genAi.outputMessages, genAiMessages(answered));
  flattenMessages(bag, openInference.inputMessages, asked);
  flattenMessages(bag, openInference.outputMessages, answered);
  const reasons = answered.flatMap(({ finishReason }) => finishReason ?? []);
  if (reasons.length > 0) bag.set(genAi.finishReasons, reasons);
  bag.set(openInference.finishReason, reasons[0]);
}
