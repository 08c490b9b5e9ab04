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
  /** What a tool answered. */
  | { readonly kind: 'result'; readonly name: string | undefined; readonly value: Json }
  | { readonly kind: 'other'; readonly value: Json };

export interface ToolCall {
  readonly name: string;
  readonly id: string | undefined;
  readonly input: Json;
}

export type JsonObject = { readonly [key: string]: Json };

export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is a message, and not just something beside messages. */
export function isMessage(value: Json | undefined): value is JsonObject {
  if (!isRecord(value)) return false;
  if (isSerialized(value)) return /Message(Chunk)?$/.test(classOf(value));
  if (isCallItem(value)) return true;
  return typeof roleField(value) === 'string' && ('content' in value || 'tool_calls' in value || 'parts' in value);
}

/** OpenAI's Responses API puts calls and their answers beside the messages. */
function isCallItem(value: JsonObject): boolean {
  return (value['type'] === 'function_call' || value['type'] === 'function_call_output') && 'call_id' in value;
}

function roleField(value: JsonObject): Json | undefined {
  return value['role'] ?? value['_type'] ?? value['type'];
}

/** Reads an item of a list of messages. What is no message is shown as it is: nothing of a chat is left out. */
export function chatMessage(value: Json): ChatMessage {
  if (typeof value === 'string') return messageOf('user', [{ kind: 'text', text: value }]);
  if (!isRecord(value)) return messageOf('other', [{ kind: 'other', value }]);
  if (value['type'] === 'function_call') return messageOf('assistant', [], [callOf(value)]);
  if (value['type'] === 'function_call_output') return messageOf('tool', contentOf(value['output']));
  if (value['type'] === 'reasoning') return messageOf('assistant', thoughtsOf(value));
  if (!isMessage(value)) return messageOf(String(value['type'] ?? 'other'), [{ kind: 'other', value }]);
  const fields = isSerialized(value) && isRecord(value['kwargs']) ? value['kwargs'] : value;
  const role = roleOf(isSerialized(value) ? classOf(value) : String(roleField(value)));
  const parts = [...thoughtsOf(fields), ...contentOf(fields['content'] ?? fields['parts']), ...refusalOf(fields)];
  const name = typeof fields['name'] === 'string' ? fields['name'] : undefined;
  return messageOf(role, parts, toolCallsOf(fields), name);
}

function messageOf(role: string, parts: readonly Piece[], told: readonly ToolCall[] = [], name?: string): ChatMessage {
  const inContent = parts.flatMap((part) => (part.kind === 'call' ? [part.call] : []));
  const content = parts.filter((part) => part.kind !== 'call');
  // LangChain tells the calls of Anthropic's content twice.
  return { role, content, toolCalls: inContent.length > 0 ? inContent : told, name };
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
  const { type } = piece;
  const text = piece['text'] ?? piece['thinking'] ?? piece['reasoning'] ?? piece['refusal'];
  if (typeof text === 'string') {
    return { kind: type === 'thinking' || type === 'reasoning' ? 'thinking' : 'text', text };
  }
  const call = piece['functionCall'] ?? piece['function_call'];
  if (isRecord(call)) return { kind: 'call', call: callOf(call) };
  if (type === 'tool_use' || type === 'tool_call' || type === 'tool-call') return { kind: 'call', call: callOf(piece) };
  const answer = piece['functionResponse'] ?? piece['function_response'];
  if (isRecord(answer)) return { kind: 'result', name: nameOf(answer), value: answer['response'] ?? null };
  if (type === 'tool_result' || type === 'tool-result') {
    const value = piece['content'] ?? piece['output'] ?? piece['result'] ?? null;
    return { kind: 'result', name: nameOf(piece), value: textOf(value) ?? value };
  }
  const url = imageUrl(piece);
  return url === undefined ? { kind: 'other', value: piece } : { kind: 'image', url };
}

/** The text of content that is nothing but texts. */
function textOf(content: Json): string | undefined {
  const parts = contentOf(content);
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  return texts.length > 0 && texts.length === parts.length ? texts.join('\n') : undefined;
}

/** What a model told of its thinking beside what it said. */
function thoughtsOf(fields: JsonObject): ChatContent[] {
  const told = fields['reasoning_content'] ?? fields['reasoning'] ?? fields['summary'];
  const texts = (Array.isArray(told) ? (told as readonly Json[]) : [told]).map((one) =>
    isRecord(one) ? one['text'] : one,
  );
  return texts
    .filter((text) => typeof text === 'string')
    .filter(Boolean)
    .map((text) => ({ kind: 'thinking', text }));
}

function refusalOf({ refusal }: JsonObject): ChatContent[] {
  return typeof refusal === 'string' && refusal !== '' ? [{ kind: 'text', text: refusal }] : [];
}

function imageUrl(piece: JsonObject): string | undefined {
  const { image_url: address, source, type, image } = piece;
  if (typeof address === 'string') return address;
  if (isRecord(address) && typeof address['url'] === 'string') return address['url'];
  if (type === 'image' && typeof image === 'string') return image;
  const inline = piece['inlineData'] ?? piece['inline_data'];
  const holder = [inline, source].find(isRecord) ?? piece;
  const mime = holder['media_type'] ?? holder['mime_type'] ?? holder['mimeType'] ?? holder['mediaType'];
  if (typeof holder['data'] === 'string' && typeof mime === 'string' && mime.startsWith('image/'))
    return holder['data'].startsWith('data:') ? holder['data'] : `data:${mime};base64,${holder['data']}`;
  return type === 'image' && typeof holder['url'] === 'string' ? holder['url'] : undefined;
}

function toolCallsOf(fields: JsonObject): ToolCall[] {
  const extra = isRecord(fields['additional_kwargs']) ? fields['additional_kwargs'] : {};
  const lists = [fields['tool_calls'], fields['toolCalls'], extra['tool_calls']];
  const told = lists.find((list) => Array.isArray(list) && list.length > 0);
  return Array.isArray(told) ? (told as readonly Json[]).filter(isRecord).map(callOf) : [];
}

function callOf(call: JsonObject): ToolCall {
  const made = isRecord(call['function']) ? call['function'] : call;
  const id = call['id'] ?? call['call_id'] ?? call['toolCallId'];
  return {
    name: nameOf(made) ?? 'tool',
    id: typeof id === 'string' ? id : undefined,
    input: parsed(made['arguments'] ?? made['args'] ?? made['input'] ?? null),
  };
}

function nameOf(value: JsonObject): string | undefined {
  const name = value['name'] ?? value['toolName'];
  return typeof name === 'string' ? name : undefined;
}

function parsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function isSerialized(value: JsonObject): boolean {
  return value['lc'] === 1 && Array.isArray(value['id']);
}

function classOf(value: JsonObject): string {
  return String((value['id'] as readonly Json[]).at(-1));
}
