import { useState } from 'preact/hooks';
import type { Json } from '../../wire/runDetail.js';
import type { ChatContent, ChatMessage, ToolCall } from '../model/chatMessage.js';
import { imageSource } from '../model/imageSource.js';
import { Icon } from '../parts/Icon.js';
import { JsonTree } from './JsonTree.js';
import { Markdown } from './Markdown.js';
import { Picture } from './Picture.js';

export function Messages({ messages }: { messages: readonly ChatMessage[] }) {
  return (
    <ol class="messages">
      {messages.map((message, index) => (
        <Message key={index} message={message} />
      ))}
    </ol>
  );
}

const longText = 1200;

function Message({ message }: { message: ChatMessage }) {
  const length = message.content.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
  const isLong = length > longText;
  const [isOpen, setOpen] = useState(!isLong);
  const known = ['system', 'user', 'assistant', 'tool'].includes(message.role) ? message.role : 'other';
  return (
    <li class={`message message-${known}`}>
      <header class="message-head">
        <span class="message-role">{message.role}</span>
        {message.name !== undefined && <span class="muted">{message.name}</span>}
      </header>
      <div class={isOpen ? 'message-body' : 'message-body is-cut'}>
        {message.content.map((part, index) => (
          <Content key={index} part={part} />
        ))}
        {message.toolCalls.map((call, index) => (
          <Call key={index} call={call} />
        ))}
      </div>
      {isLong && (
        <button class="link-button" type="button" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : 'Show all'}
        </button>
      )}
    </li>
  );
}

function Content({ part }: { part: ChatContent }) {
  switch (part.kind) {
    case 'text':
      return <Markdown text={part.text} />;
    case 'thinking':
      return (
        <details class="thinking">
          <summary>Thinking</summary>
          <Markdown text={part.text} />
        </details>
      );
    case 'image': {
      const source = imageSource(part.url);
      return source === undefined ? (
        <code class="address">{part.url.slice(0, 300)}</code>
      ) : (
        <Picture source={source} name="image" />
      );
    }
    case 'result':
      return <Result name={part.name} value={part.value} />;
    case 'other':
      return <JsonTree value={part.value} />;
  }
}

/** What a tool answered. */
function Result({ name, value }: { name: string | undefined; value: Json }) {
  return (
    <div class="tool-call">
      <header class="tool-call-head type-tool">
        <Icon name="check" />
        <strong>{name ?? 'Result'}</strong>
      </header>
      {typeof value === 'string' ? <Markdown text={value} /> : <JsonTree value={value} />}
    </div>
  );
}

function Call({ call }: { call: ToolCall }) {
  return (
    <div class="tool-call">
      <header class="tool-call-head type-tool">
        <Icon name="tool" />
        <strong>{call.name}</strong>
        {call.id !== undefined && <span class="faint">{call.id}</span>}
      </header>
      <JsonTree value={call.input} />
    </div>
  );
}
