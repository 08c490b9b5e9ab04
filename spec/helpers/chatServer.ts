import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request, as the server got it. */
export interface ChatRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { model: string; stream: boolean; messages: { role: string; content: string }[] };
}

/** Answers one request. */
export type ChatReply = (response: ServerResponse) => Promise<void> | void;

export interface ChatServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ChatRequest[];
}

/** Streams words as OpenAI does: server-sent events, the last of them `[DONE]`. */
export function streamsWords(words: Iterable<string> | AsyncIterable<string>): ChatReply {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for await (const content of words) {
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  };
}

/** Refuses with a status. */
export function refuses(status: number): ChatReply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `status ${status}` } }));
  };
}

/** An OpenAI-compatible endpoint on the loopback interface. Gives the replies in turn, the last one again and again. */
export async function chatServer(...replies: readonly [ChatReply, ...ChatReply[]]): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await text(request)) as ChatRequest['body'];
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      await (replies[requests.length - 1] ?? replies.at(-1) ?? replies[0])(response);
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
