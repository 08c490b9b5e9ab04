import type { Json } from '../../wire/runDetail.js';

/** A message of a chat, whichever library wrote it. */
export interface ChatMessage {
  /** `system`, `user`, `assistant`, `tool`, or what else was told. */
  readonly role: string;
  readonly content: readonly ChatContent[];
  readonly toolCalls: readonly ToolCall[];
  /** Name of the speaker or of the tool that answers. */
  readonly name: string | undefined;
}

export type ChatContent =
  | { readonly kind: 'text'; readonly text: string }
  /** A `data:` URL, or an address that is shown and not loaded. */
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'other'; readonly value: Json };

export interface ToolCall {
  readonly name: string;
  readonly id: string | undefined;
  readonly input: Json;
}

type JsonObject = { readonly [key: string]: Json };

/**
 * The messages in the inputs or outputs of a run; `undefined` where there are none. Knows OpenAI's and Anthropic's requests and
 * answers, LangChain's messages (plain, serialized, in generations), and a lone message.
 */
export function chatMessages(value: Json | undefined): ChatMessage[] | undefined {
  const found = messageList(value);
  const messages = found?.map(chatMessage).filter((message) => message !== undefined);
  return messages !== undefined && messages.length > 0 ? messages : undefined;
}

function messageList(value: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    // LangChain's chat models take a list of lists: one conversation each, and nearly always one.
    if (items.length > 0 && Array.isArray(items[0])) return messageList(items[0] as Json);
    return items.some(isMessage) ? items : undefined;
  }
  if (!isRecord(value)) return undefined;
  if (isMessage(value)) return [value];
  const system = typeof value['system'] === 'string' ? [{ role: 'system', content: value['system'] }] : [];
  for (const key of ['messages', 'input', 'output', 'generations', 'choices', 'message', 'outputs', 'content']) {
    const list = messageList(unwrapped(value[key]));
    if (list !== undefined) return [...system, ...list];
  }
  return undefined;
}

/** Choices and generations hold a message each. */
function unwrapped(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  const items = value as readonly Json[];
  if (items.length > 0 && Array.isArray(items[0])) return unwrapped(items[0] as Json);
  return items.map((item) => (isRecord(item) && isRecord(item['message']) ? item['message'] : item));
}

function isMessage(value: Json | undefined): value is JsonObject {
  if (!isRecord(value)) return false;
  if (isSerialized(value)) return /Message(Chunk)?$/.test(classOf(value));
  return typeof roleField(value) === 'string' && ('content' in value || 'tool_calls' in value || 'parts' in value);
}

function roleField(value: JsonObject): Json | undefined {
  return value['role'] ?? value['_type'] ?? value['type'];
}

function chatMessage(value: Json): ChatMessage | undefined {
  if (typeof value === 'string')
    return { role: 'user', content: [{ kind: 'text', text: value }], toolCalls: [], name: undefined };
  if (!isRecord(value) || !isMessage(value)) return undefined;
  const fields = isSerialized(value) && isRecord(value['kwargs']) ? value['kwargs'] : value;
  const role = roleOf(isSerialized(value) ? classOf(value) : String(roleField(value)));
  const parts = contentOf(fields['content'] ?? fields['parts']);
  return {
    role,
    content: parts.filter((part) => part.kind !== 'call'),
    toolCalls: toolCallsOf(fields, parts),
    name: typeof fields['name'] === 'string' ? fields['name'] : undefined,
  };
}

function roleOf(told: string): string {
  const plain = told.replace(/Message(Chunk)?$/, '').toLowerCase();
  return { human: 'user', ai: 'assistant', model: 'assistant', developer: 'system', function: 'tool' }[plain] ?? plain;
}

type Piece = ChatContent | { readonly kind: 'call'; readonly call: ToolCall };

function contentOf(content: Json | undefined): Piece[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return (Array.isArray(content) ? (content as readonly Json[]) : [content]).map(pieceOf);
}

function pieceOf(piece: Json): Piece {
  if (typeof piece === 'string') return { kind: 'text', text: piece };
  if (!isRecord(piece)) return { kind: 'other', value: piece };
  const text = piece['text'] ?? piece['thinking'] ?? piece['reasoning'];
  if (typeof text === 'string') return { kind: isThought(piece['type']) ? 'thinking' : 'text', text };
  if (piece['type'] === 'tool_use') return { kind: 'call', call: callOf(piece) };
  const url = imageUrl(piece);
  return url === undefined ? { kind: 'other', value: piece } : { kind: 'image', url };
}

function isThought(type: Json | undefined): boolean {
  return type === 'thinking' || type === 'reasoning';
}

function imageUrl(piece: JsonObject): string | undefined {
  const { image_url: address, source, type } = piece;
  if (typeof address === 'string') return address;
  if (isRecord(address) && typeof address['url'] === 'string') return address['url'];
  if (type !== 'image') return undefined;
  const holder = isRecord(source) ? source : piece;
  const mime = holder['media_type'] ?? holder['mime_type'] ?? holder['mimeType'];
  if (typeof holder['data'] === 'string' && typeof mime === 'string') return `data:${mime};base64,${holder['data']}`;
  return typeof holder['url'] === 'string' ? holder['url'] : undefined;
}

function toolCallsOf(fields: JsonObject, parts: readonly Piece[]): ToolCall[] {
  const inContent = parts.flatMap((part) => (part.kind === 'call' ? [part.call] : []));
  const extra = isRecord(fields['additional_kwargs']) ? fields['additional_kwargs'] : {};
  const told = [fields['tool_calls'], extra['tool_calls']].find((list) => Array.isArray(list) && list.length > 0);
  if (inContent.length > 0 || !Array.isArray(told)) return inContent;
  return (told as readonly Json[]).filter(isRecord).map(callOf);
}

function callOf(call: JsonObject): ToolCall {
  const made = isRecord(call['function']) ? call['function'] : call;
  return {
    name: String(made['name'] ?? 'tool'),
    id: typeof call['id'] === 'string' ? call['id'] : undefined,
    input: parsed(made['arguments'] ?? made['args'] ?? made['input'] ?? null),
  };
}

function parsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSerialized(value: JsonObject): boolean {
  return value['lc'] === 1 && Array.isArray(value['id']);
}

function classOf(value: JsonObject): string {
  return String((value['id'] as readonly Json[]).at(-1));
}
