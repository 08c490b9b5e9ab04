type Bag = Readonly<Record<string, unknown>>;

export interface ToolCall {
  readonly id: string | undefined;
  readonly name: string;
  /** JSON, as models give it. */
  readonly arguments: string;
}

/** A message to or from a model, whichever library wrote it down. */
export interface ChatMessage {
  readonly role: string;
  /** A text, or a list of parts. */
  readonly content: unknown;
  readonly toolCalls: readonly ToolCall[];
  /** Of a tool's answer: which call it answers. */
  readonly toolCallId: string | undefined;
  readonly finishReason: string | undefined;
}

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** LangChain's names of roles. */
const roles: Readonly<Record<string, string>> = { human: 'user', ai: 'assistant', AIMessageChunk: 'assistant' };

/** `HumanMessage` out of the path that LangChain writes a class by. */
function roleOfClass(id: unknown): string | undefined {
  const name = text(list(id).at(-1));
  const role = name?.replace(/Message(?:Chunk)?$/, '');
  return role === name ? undefined : role?.toLowerCase();
}

function toolCallOf(value: unknown): ToolCall | undefined {
  const call = bag(value);
  const inner = bag(call['function']);
  const name = text(inner['name']) ?? text(call['name']);
  if (name === undefined) return undefined;
  const given = inner['arguments'] ?? call['args'] ?? call['arguments'] ?? call['input'] ?? {};
  return { id: text(call['id']), name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
}

/** `undefined` where a value is no message: OpenAI's, Anthropic's and LangChain's are, also as LangChain serializes them. */
function messageOf(value: unknown): ChatMessage | undefined {
  const outer = bag(value);
  const inner = bag(outer['kwargs']);
  const message: Bag = 'kwargs' in outer ? inner : outer;
  const named = text(message['role']) ?? roleOfClass(outer['id']) ?? text(message['type']);
  if (named === undefined || !('content' in message || 'tool_calls' in message)) return undefined;
  const own = list(message['tool_calls'] ?? bag(message['additional_kwargs'])['tool_calls']);
  const inContent = list(message['content']).filter((part) => bag(part)['type'] === 'tool_use');
  return {
    role: roles[named] ?? named,
    content: message['content'],
    toolCalls: [...own, ...inContent].flatMap((call) => toolCallOf(call) ?? []),
    toolCallId: text(message['tool_call_id']),
    finishReason:
      text(bag(message['response_metadata'])['finish_reason']) ??
      text(message['stop_reason']) ??
      text(message['finish_reason']),
  };
}

/** All or none: a list in which something else stands is no conversation. */
function messagesOf(values: readonly unknown[]): readonly ChatMessage[] {
  // LangChain gives a list of conversations, of which there is one.
  const items = values.length === 1 && Array.isArray(values[0]) ? (values[0] as readonly unknown[]) : values;
  const messages = items.map(messageOf);
  return messages.every((message) => message !== undefined) ? messages : [];
}

function plainMessage(role: string, content: unknown): readonly ChatMessage[] {
  if (text(content) === undefined) return [];
  return [{ role, content, toolCalls: [], toolCallId: undefined, finishReason: undefined }];
}

function first(...lists: readonly (readonly ChatMessage[])[]): readonly ChatMessage[] {
  return lists.find((messages) => messages.length > 0) ?? [];
}

export function inputMessages(inputs: Bag): readonly ChatMessage[] {
  const { messages, input, prompt } = inputs;
  return first(
    messagesOf(list(messages)),
    messagesOf(list(input)),
    plainMessage('user', prompt),
    plainMessage('user', input),
    plainMessage('user', messages),
  );
}

/** What OpenAI gives by choice, with why it ended. */
function choiceMessages(choices: unknown): readonly ChatMessage[] {
  return list(choices).flatMap((value) => {
    const choice = bag(value);
    const message = messageOf(choice['message']);
    const finishReason = text(choice['finish_reason']);
    if (message !== undefined) return [{ ...message, finishReason: finishReason ?? message.finishReason }];
    return plainMessage('assistant', choice['text']);
  });
}

function generationMessages(generations: unknown): readonly ChatMessage[] {
  return list(generations)
    .flat()
    .flatMap((value) => {
      const generation = bag(value);
      const message = messageOf(generation['message']);
      return message === undefined ? plainMessage('assistant', generation['text']) : [message];
    });
}

export function outputMessages(outputs: Bag): readonly ChatMessage[] {
  const { messages, message, output, choices, generations } = outputs;
  return first(
    choiceMessages(choices),
    generationMessages(generations),
    messagesOf(list(messages)),
    messagesOf([message]),
    messagesOf([output]),
    messagesOf(list(output)),
    messagesOf([outputs]),
    choiceMessages(bag(output)['choices']),
    plainMessage('assistant', output),
    // A stream of texts, as it was recorded.
    plainMessage('assistant', list(output).every((chunk) => typeof chunk === 'string') ? list(output).join('') : ''),
  );
}
