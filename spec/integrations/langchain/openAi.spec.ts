import { expect, test } from '@jest/globals';
import { ChatOpenAI } from '@langchain/openai';
import { traceable } from 'tracenest';
import { toRunnableConfig } from 'tracenest/langchain';
import { chatServer, type ChatReply } from '../../helpers/chatServer.js';
import { freshTracing } from '../../helpers/freshTracing.js';

const { exporter, diagnostics } = freshTracing();

/** As OpenAI streams with `stream_options.include_usage`: the usage comes last, with no choice. */
const reply: ChatReply = (response) => {
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-4o-mini', created: 1, ...fields })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of ['Be', 'cause', '.']) {
    response.write(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] }));
  }
  response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
  const usage = {
    prompt_tokens: 7,
    completion_tokens: 3,
    total_tokens: 10,
    prompt_tokens_details: { cached_tokens: 2 },
  };
  response.write(chunk({ choices: [], usage }));
  response.end('data: [DONE]\n\n');
};

test('a model over the wire: streamed, with token usage and the time of the first token', async () => {
  await using server = await chatServer(reply);
  const model = new ChatOpenAI({
    model: 'gpt-4o-mini',
    temperature: 0.5,
    apiKey: 'none',
    configuration: { baseURL: server.url },
    maxRetries: 0,
  });
  const answer = traceable(
    async (question: string) => {
      let text = '';
      for await (const chunk of await model.stream(question, toRunnableConfig())) text += chunk.text;
      return text;
    },
    { name: 'answer' },
  );
  expect(await answer('Why?')).toBe('Because.');
  const [run, root] = exporter.runs;
  expect([root?.name, run?.name, run?.parentRunId]).toEqual(['answer', 'ChatOpenAI', root?.id]);
  expect(run?.runType).toBe('llm');
  expect(run?.metadata).toMatchObject({
    ls_provider: 'openai',
    ls_model_name: 'gpt-4o-mini',
    ls_temperature: 0.5,
    usage_metadata: { input_tokens: 7, output_tokens: 3, total_tokens: 10, input_token_details: { cache_read: 2 } },
  });
  expect(run?.outputs).toMatchObject({ generations: [[{ text: 'Because.' }]] });
  expect(run?.events.map(({ name }) => name)).toEqual(['new_token']);
  expect(JSON.stringify(run)).not.toContain('"none"');
  expect(diagnostics).toEqual([]);
});
