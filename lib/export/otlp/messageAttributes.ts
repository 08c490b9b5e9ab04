import type { AttributeBag } from './attributeBag.js';
import type { ChatMessage } from './chatMessages.js';

type Bag = Readonly<Record<string, unknown>>;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}

function contentParts(content: unknown): readonly Bag[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly unknown[]).flatMap((part): readonly Bag[] => {
    if (typeof part === 'string') return [{ type: 'text', content: part }];
    const { type, text, ...others } = Object(part) as Bag;
    if (type === 'tool_use') return [];
    return [text === undefined ? { type: type ?? 'unknown', ...others } : { type: 'text', content: text }];
  });
}

function genAiMessage({ role, content, toolCalls, toolCallId, finishReason }: ChatMessage): Bag {
  const calls = toolCalls.map(({ id, name, arguments: given }) => ({
    type: 'tool_call',
    id,
    name,
    arguments: parsed(given),
  }));
  const parts =
    toolCallId === undefined
      ? [...contentParts(content), ...calls]
      : [{ type: 'tool_call_response', id: toolCallId, response: content }];
  return { role, parts, ...(finishReason === undefined ? {} : { finish_reason: finishReason }) };
}

/** By https://github.com/open-telemetry/semantic-conventions-genai: one JSON text for all of them. */
export function genAiMessages(messages: readonly ChatMessage[]): readonly Bag[] | undefined {
  return messages.length === 0 ? undefined : messages.map(genAiMessage);
}

/** By OpenInference: an attribute for each part of each message. */
export function flattenMessages(bag: AttributeBag, prefix: string, messages: readonly ChatMessage[]): void {
  for (const [index, message] of messages.entries()) {
    const at = `${prefix}.${index}.message`;
    bag.set(`${at}.role`, message.role);
    bag.set(`${at}.tool_call_id`, message.toolCallId);
    if (typeof message.content === 'string') bag.set(`${at}.content`, message.content);
    else {
      for (const [part, value] of contentParts(message.content).entries()) {
        const { type, content, image_url: image } = value;
        const contents = `${at}.contents.${part}.message_content`;
        bag.set(`${contents}.type`, image === undefined ? type : 'image');
        bag.set(`${contents}.text`, content);
        bag.set(`${contents}.image.image.url`, (Object(image) as Bag)['url'] ?? image);
      }
    }
    for (const [call, { id, name, arguments: given }] of message.toolCalls.entries()) {
      const calls = `${at}.tool_calls.${call}.tool_call`;
      bag.set(`${calls}.id`, id);
      bag.set(`${calls}.function.name`, name);
      bag.set(`${calls}.function.arguments`, given);
    }
  }
}
