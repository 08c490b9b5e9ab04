import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../lib/wire/runDetail.js';
import { chatMessages } from '../../../lib/viewer/model/chatMessages.js';
import { repeatedMessages } from '../../../lib/viewer/model/newMessages.js';
import { looksLikeMarkdown, plainText } from '../../../lib/viewer/model/plainText.js';

const text = (value: string) => ({ kind: 'text', text: value });

describe('the messages of a chat', () => {
  test.each<[string, Json]>([
    ['a request of OpenAI', { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }],
    [
      'a serialized message of LangChain',
      {
        messages: [
          [
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain_core', 'messages', 'HumanMessage'],
              kwargs: { content: 'Hi' },
            },
          ],
        ],
      },
    ],
    ['a plain message of LangChain', { messages: [{ type: 'human', content: 'Hi' }] }],
    ['content in parts', { input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }] }],
    ['a lone message', { output: { role: 'user', content: 'Hi' } }],
  ])('are found in %s', (_, value) => {
    expect(chatMessages(value)).toEqual([{ role: 'user', content: [text('Hi')], toolCalls: [], name: undefined }]);
  });

  test.each<[string, Json]>([
    ['an answer of OpenAI', { choices: [{ index: 0, message: { role: 'assistant', content: 'Yes' } }] }],
    [
      'generations of LangChain',
      {
        generations: [[{ text: 'Yes', message: { lc: 1, id: ['x', 'AIMessageChunk'], kwargs: { content: 'Yes' } } }]],
      },
    ],
    [
      'an answer of Anthropic',
      { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Yes' }] },
    ],
  ])('are found in %s', (_, value) => {
    expect(chatMessages(value)).toEqual([
      { role: 'assistant', content: [text('Yes')], toolCalls: [], name: undefined },
    ]);
  });

  test('tell calls of tools, pictures and thoughts', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"x"}' } };
    expect(
      chatMessages({ messages: [{ role: 'assistant', content: null, tool_calls: [call] }] })?.[0]?.toolCalls,
    ).toEqual([{ name: 'search', id: 'c1', input: { q: 'x' } }]);
    const anthropic = chatMessages({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm' },
        { type: 'tool_use', id: 't1', name: 'search', input: { q: 'x' } },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      ],
    })?.[0];
    expect(anthropic?.content.map(({ kind }) => kind)).toEqual(['thinking', 'image']);
    expect(anthropic?.toolCalls).toEqual([{ name: 'search', id: 't1', input: { q: 'x' } }]);
  });

  test('are not seen where there are none, whatever the value is', () => {
    for (const value of [{ question: 'x' }, 'text', null, [1, 2], { messages: [] }])
      expect(chatMessages(value)).toBeUndefined();
    fc.assert(fc.property(fc.jsonValue(), (value) => void chatMessages(value as Json)));
  });

  test('that a call repeats are counted', () => {
    const messages = (...contents: string[]) =>
      chatMessages({ messages: contents.map((content) => ({ role: 'user', content })) }) ?? [];
    expect(repeatedMessages(messages('a', 'b'), messages('a', 'b', 'c'))).toBe(2);
    expect(repeatedMessages(messages('a'), messages('b'))).toBe(0);
  });
});

test('a value that is one text is shown as text, as Markdown where it looks like it', () => {
  expect(plainText({ output: 'Hello', usage_metadata: {} })).toBe('Hello');
  expect(plainText({ a: 'x', b: 'y' })).toBeUndefined();
  expect(looksLikeMarkdown('# Title')).toBe(true);
  expect(looksLikeMarkdown('Use `retry`.')).toBe(true);
  expect(looksLikeMarkdown('2 * 3 = 6, and that is all.')).toBe(false);
});
