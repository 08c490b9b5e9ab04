import { genAi, openInference } from '../../conventions/attributeNames.js';
import { isTooDeep } from '../ingest/nesting.js';
import { nested } from './nested.js';
import type { Attributes } from './span.js';

type Bag = Readonly<Record<string, unknown>>;

/** JSON in a text, as conventions write what attributes cannot hold; other texts as they are. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    const parsed = JSON.parse(value) as unknown;
    return isTooDeep(parsed) ? value : parsed;
  } catch {
    return value;
  }
}

/** Inputs and outputs are objects; anything else goes under a name. */
function record(value: unknown, name: string): Bag {
  const found = unpacked(value);
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Bag;
  return { [name]: found };
}

/** OpenInference wraps each message in `message`, its tool calls in `tool_call`, its contents in `message_content`. */
function messages(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return (value as unknown[]).map((item) => {
    const wrapped = Object(item) as Bag;
    return wrapped['message'] ?? wrapped['document'] ?? wrapped['embedding'] ?? item;
  });
}

interface Source {
  /** The attribute, or the beginning of several. */
  readonly from: string;
  /** What it is called among the inputs or outputs; without, it is all of them. */
  readonly as?: string;
  readonly isFlattened?: boolean;
}

const aiSdkToolCalls = 'ai.response.toolCalls';

/** In the order of preference: structured messages say more than a text of the whole. */
const inputSources: readonly Source[] = [
  { from: genAi.inputMessages, as: 'messages' },
  { from: openInference.inputMessages, as: 'messages', isFlattened: true },
  { from: 'gen_ai.prompt', as: 'messages', isFlattened: true },
  { from: 'gen_ai.prompt' },
  { from: genAi.toolArguments },
  { from: genAi.query, as: 'query' },
  { from: openInference.embeddings, as: 'texts', isFlattened: true },
  { from: openInference.input },
  { from: 'traceloop.entity.input' },
  { from: 'ai.prompt.messages', as: 'messages' },
  { from: 'ai.prompt' },
  { from: 'ai.toolCall.args' },
  { from: 'ai.value', as: 'value' },
  { from: 'ai.values', as: 'values' },
];

const outputSources: readonly Source[] = [
  { from: genAi.outputMessages, as: 'messages' },
  { from: openInference.outputMessages, as: 'messages', isFlattened: true },
  { from: 'gen_ai.completion', as: 'messages', isFlattened: true },
  { from: 'gen_ai.completion' },
  { from: genAi.toolResult },
  { from: genAi.documents, as: 'documents' },
  { from: openInference.documents, as: 'documents', isFlattened: true },
  { from: openInference.output },
  { from: 'traceloop.entity.output' },
  { from: 'ai.response.text', as: 'text' },
  { from: 'ai.response.object' },
  { from: 'ai.toolCall.result' },
  { from: 'ai.embedding', as: 'embedding' },
  { from: 'ai.embeddings', as: 'embeddings' },
];

function contentFrom(attributes: Attributes, sources: readonly Source[], otherwise: string): Bag | undefined {
  for (const { from, as, isFlattened = false } of sources) {
    const value = isFlattened ? messages(nested(attributes, from)) : unpacked(attributes[from]);
    if (value !== undefined && value !== null && value !== '')
      return as === undefined ? record(value, otherwise) : { [as]: value };
  }
  return undefined;
}

/** `isOwn`: a run of this package, whose inputs stand there whole; what else is said of them is made of those. */
export function inputsOf(attributes: Attributes, isOwn: boolean): Bag | undefined {
  if (isOwn) return contentFrom(attributes, [{ from: openInference.input }], 'input');
  const found = contentFrom(attributes, inputSources, 'input');
  const system = unpacked(attributes[genAi.systemInstructions]);
  return system === undefined ? found : { system_instructions: system, ...found };
}

/** As {@link inputsOf}. */
export function outputsOf(attributes: Attributes, isOwn: boolean): Bag | undefined {
  if (isOwn) return contentFrom(attributes, [{ from: openInference.output }], 'output');
  const found = contentFrom(attributes, outputSources, 'output');
  // The AI SDK tells the calls of tools beside the text.
  const toolCalls = unpacked(attributes[aiSdkToolCalls]);
  return toolCalls === undefined ? found : { ...found, toolCalls };
}

const sources = [...inputSources, ...outputSources];
const contentNames = new Set([...sources.map(({ from }) => from), genAi.systemInstructions, aiSdkToolCalls]);
const flattenedNames = sources.filter(({ isFlattened }) => isFlattened).map(({ from }) => `${from}.`);

/** Whether an attribute went into inputs or outputs, and need not be kept twice. */
export function isContent(name: string): boolean {
  return contentNames.has(name) || flattenedNames.some((prefix) => name.startsWith(prefix));
}
