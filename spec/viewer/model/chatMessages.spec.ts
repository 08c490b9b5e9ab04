import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../lib/wire/runDetail.js';
import { chatMessages, readChat } from '../../../lib/viewer/model/chatMessages.js';
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
    ['a request of Gemini', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
    ["a prompt of the AI SDK's", { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }],
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
    ['an answer of Gemini', { candidates: [{ content: { role: 'model', parts: [{ text: 'Yes' }] } }] }],
    ["an answer of the AI SDK's", { text: 'Yes', finishReason: 'stop', toolCalls: [] }],
    ['a refusal', { choices: [{ message: { role: 'assistant', content: null, refusal: 'Yes' } }] }],
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

  test.each<[string, Json]>([
    [
      'Anthropic',
      [
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'Rain' }] }],
        },
      ],
    ],
    [
      "the AI SDK's",
      [{ role: 'tool', content: [{ type: 'tool-result', toolCallId: 't', toolName: 'weather', output: 'Rain' }] }],
    ],
    ['Gemini', [{ role: 'user', parts: [{ functionResponse: { name: 'weather', response: 'Rain' } }] }]],
  ])('tell what tools answered, in the way of %s', (_, messages) => {
    expect(chatMessages({ messages })?.[0]?.content).toEqual([
      { kind: 'result', name: _ === 'Anthropic' ? undefined : 'weather', value: 'Rain' },
    ]);
  });

  test.each<[string, Json]>([
    ["the AI SDK's", { type: 'tool-call', toolCallId: 'c', toolName: 'weather', input: { city: 'Bonn' } }],
    ["LangChain's", { type: 'tool_call', id: 'c', name: 'weather', args: { city: 'Bonn' } }],
  ])('tell calls in the content, in the way of %s', (_, piece) => {
    const [message] = chatMessages([{ role: 'assistant', content: [piece] }]) ?? [];
    expect(message?.toolCalls).toEqual([{ name: 'weather', id: 'c', input: { city: 'Bonn' } }]);
  });

  test("of OpenAI's Responses API keep their order, with calls, answers and thoughts between them", () => {
    const chat = chatMessages({
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'Rain?' },
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
        { type: 'function_call', call_id: 'c', name: 'weather', arguments: '{"city":"Bonn"}' },
        { type: 'function_call_output', call_id: 'c', output: 'Rain' },
        { type: 'web_search_call', id: 'w', status: 'completed' },
      ],
    });
    expect(chat?.map(({ role }) => role)).toEqual([
      ...['system', 'user', 'assistant', 'assistant', 'tool', 'web_search_call'],
    ]);
    expect(chat?.map(({ content }) => content[0]?.kind)).toEqual(
      ['text', 'text', 'thinking', undefined, 'text', 'other'], // The call has no words.
    );
    expect(chat?.[3]?.toolCalls).toEqual([{ name: 'weather', id: 'c', input: { city: 'Bonn' } }]);
  });

  test('leave nothing out: what is beside them is told too', () => {
    const tools = Array.from({ length: 40 }, (_, index) => ({ name: `tool ${index}` }));
    const chat = readChat({
      model: 'm',
      stop: null,
      system: 'Be brief.',
      tools,
      messages: [{ role: 'user', content: 'Hi' }, 7],
    });
    expect(chat?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'other']);
    expect(chat?.beside).toEqual({ model: 'm', tools });
    expect(readChat({ role: 'user', content: 'Hi' })?.beside).toEqual({});
  });

  test('hold pictures in the way of each library', () => {
    const pictures: Json[] = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { type: 'file', mediaType: 'image/png', data: 'AAAA' },
    ];
    const [message] = chatMessages([{ role: 'user', content: pictures }]) ?? [];
    expect(message?.content).toEqual(pictures.map(() => ({ kind: 'image', url: 'data:image/png;base64,AAAA' })));
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
