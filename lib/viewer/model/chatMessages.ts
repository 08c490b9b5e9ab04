import type { Json } from '../../wire/runDetail.js';
import { chatMessage, isMessage, isRecord } from './chatMessage.js';
import type { ChatMessage, JsonObject } from './chatMessage.js';

/** A chat in the inputs or outputs of a run. */
export interface Chat {
  readonly messages: readonly ChatMessage[];
  /** What stands beside the messages: the model, its settings, its tools. Empty where there is nothing. */
  readonly beside: JsonObject;
}

/**
 * The chat in the inputs or outputs of a run; `undefined` where there is none. Knows OpenAI's requests and answers (of both its
 * APIs), Anthropic's, Gemini's, the AI SDK's, LangChain's messages (plain, serialized, in generations), and a lone message.
 */
export function readChat(value: Json | undefined): Chat | undefined {
  const found = messageList(value);
  if (found === undefined || found.list.length === 0) return undefined;
  const told = isRecord(value) && found.keys.length > 0 ? Object.entries(value) : [];
  const beside = told.filter(([key, member]) => member !== null && !found.keys.includes(key));
  return { messages: found.list.map(chatMessage), beside: Object.fromEntries(beside) };
}

export function chatMessages(value: Json | undefined): readonly ChatMessage[] | undefined {
  return readChat(value)?.messages;
}

interface Found {
  readonly list: readonly Json[];
  /** Members of the value that the messages were found in. */
  readonly keys: readonly string[];
}

const messageKeys = [
  ...['messages', 'input', 'prompt', 'contents', 'output', 'generations', 'choices', 'candidates', 'message'],
  ...['outputs', 'content'],
];
const systemKeys = ['system', 'instructions', 'systemInstruction', 'system_instruction'];

function messageList(value: Json | undefined): Found | undefined {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    // LangChain's chat models take a list of lists: one conversation each, and nearly always one.
    if (items.length > 0 && Array.isArray(items[0])) return messageList(items[0] as Json);
    return items.some(isMessage) ? { list: items, keys: [] } : undefined;
  }
  if (!isRecord(value)) return undefined;
  if (isMessage(value)) return { list: [value], keys: [] };
  for (const key of messageKeys) {
    const found = messageList(unwrapped(value[key]));
    if (found === undefined) continue;
    const [systemKey] = systemKeys.filter((one) => value[one] != null);
    if (systemKey === undefined) return { list: found.list, keys: [key] };
    return { list: [systemMessage(value[systemKey]), ...found.list], keys: [key, systemKey] };
  }
  return answerOfText(value);
}

function systemMessage(told: Json | undefined): Json {
  return { role: 'system', content: (isRecord(told) ? told['parts'] : told) ?? null };
}

/** What the AI SDK's `generateText` answers. */
function answerOfText(value: JsonObject): Found | undefined {
  const { text, toolCalls } = value;
  if (!('finishReason' in value) || typeof text !== 'string') return undefined;
  return { list: [{ role: 'assistant', content: text, toolCalls: toolCalls ?? null }], keys: ['text', 'toolCalls'] };
}

/** Choices, candidates and generations hold a message each. */
function unwrapped(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  const items = value as readonly Json[];
  if (items.length > 0 && Array.isArray(items[0])) return unwrapped(items[0] as Json);
  return items.map((item) => (isRecord(item) ? ([item['message'], item['content']].find(isMessage) ?? item) : item));
}
