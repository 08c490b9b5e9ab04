import { describe, expect, test } from '@jest/globals';
import { AIMessageChunk } from '@langchain/core/messages';
import { snapshot } from '../../lib/capture/snapshot.js';
import { chunkText } from '../../lib/conventions/chunkText.js';

describe('the text of a chunk', () => {
  test.each<readonly [string, unknown, string]>([
    ['a text', 'Feed', 'Feed'],
    [
      'OpenAI, completions',
      { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Feed' } }] },
      'Feed',
    ],
    ['OpenAI, the first of them', { choices: [{ delta: { role: 'assistant', content: '' } }] }, ''],
    ['OpenAI, the last of them', { choices: [], usage: { total_tokens: 3 } }, ''],
    ['OpenAI, a call of a tool', { choices: [{ delta: { content: null, tool_calls: [{ index: 0 }] } }] }, ''],
    ['OpenAI, responses', { type: 'response.output_text.delta', delta: 'Feed' }, 'Feed'],
    ['OpenAI, responses, progress', { type: 'response.created', response: { id: 'r' } }, ''],
    ['Anthropic', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Feed' } }, 'Feed'],
    ['Anthropic, thinking', { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'Hm' } }, 'Hm'],
    ['Anthropic, progress', { type: 'message_stop' }, ''],
    ['Gemini', { candidates: [{ content: { role: 'model', parts: [{ text: 'Feed' }] } }] }, 'Feed'],
    ['Ollama', { model: 'm', message: { role: 'assistant', content: 'Feed' }, done: false }, 'Feed'],
    ['the AI SDK', { type: 'text-delta', textDelta: 'Feed' }, 'Feed'],
    ['LangChain', new AIMessageChunk('Feed'), 'Feed'],
    ['LangChain, as it is recorded', snapshot(new AIMessageChunk('Feed')), 'Feed'],
    ['LangChain, in blocks', new AIMessageChunk({ content: [{ type: 'text', text: 'Feed' }] }), 'Feed'],
  ])('%s', (_, chunk, text) => {
    expect(chunkText(chunk)).toBe(text);
  });

  test.each<readonly [string, unknown]>([
    ['a row', { id: 1, name: 'Ann' }],
    ['a row with a type', { type: 'person', name: 'Ann' }],
    ['a list', ['a', 'b']],
    ['a number', 1],
    ['nothing', null],
  ])('is none of %s, which is a value of its own', (_, chunk) => {
    expect(chunkText(chunk)).toBeUndefined();
  });
});
