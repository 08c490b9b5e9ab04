type Bag = Readonly<Record<string, unknown>>;

/**
 * Where chunks of the usual SDKs hold what they add, from the outside in: OpenAI's completions and responses, Anthropic's
 * events, Gemini's candidates, Ollama's and LangChain's messages, the AI SDK's parts. The first that is there counts.
 */
const places = [
  'choices',
  'candidates',
  'delta',
  'textDelta',
  'message',
  'kwargs',
  'content',
  'parts',
  'text',
  'thinking',
  'reasoning_content',
  'partial_json',
] as const;

/** Events that say how a stream goes on, where there is no text in them. */
const progress = /^(?:message|content_block|response|text|reasoning|start|finish|stream|step|error|ping)(?:$|[-_.])/;

const deepest = 6;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined`: it is none of these. */
function textIn(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value;
  if (depth > deepest) return undefined;
  if (Array.isArray(value)) return value.map((item) => textIn(item, depth + 1) ?? '').join('');
  if (!isBag(value)) return undefined;
  for (const place of places) {
    const inner = value[place];
    // `content` is null where a delta calls a tool.
    if (inner !== undefined && inner !== null) return textIn(inner, depth + 1) ?? '';
  }
  return undefined;
}

/** The text that a chunk of a stream adds to what came before; `undefined` where it is a value of its own. */
export function chunkText(chunk: unknown): string | undefined {
  const text = Array.isArray(chunk) ? undefined : textIn(chunk, 0);
  if (text !== undefined || !isBag(chunk)) return text;
  return typeof chunk['type'] === 'string' && progress.test(chunk['type']) ? '' : undefined;
}
