import type { Json } from '../../wire/runDetail.js';

/** A text as one word of a POSIX shell, whatever it holds. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that answers a run as JSON. */
export function curlOfRun(url: string): string {
  return `curl -s ${shellWord(url)}`;
}

/**
 * The command that makes a chat call once more, for runs whose inputs are a request of OpenAI's or Anthropic's API (or of
 * one that takes the same); `undefined` for other runs. The key is left to the environment.
 */
export function curlOfCall(
  inputs: Json | undefined,
  model: string | undefined,
  provider: string | undefined,
): string | undefined {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) return undefined;
  const request = inputs as { readonly [key: string]: Json };
  const messages = request['messages'];
  if (!Array.isArray(messages) || !messages.every(isPlainMessage)) return undefined;
  const body = JSON.stringify(model === undefined ? request : { model, ...request });
  const isAnthropic = provider === 'anthropic' || model?.startsWith('claude') === true;
  const address = isAnthropic ? 'https://api.anthropic.com/v1/messages' : 'https://api.openai.com/v1/chat/completions';
  const headers = isAnthropic
    ? ['-H "x-api-key: $ANTHROPIC_API_KEY"', "-H 'anthropic-version: 2023-06-01'"]
    : ['-H "authorization: Bearer $OPENAI_API_KEY"'];
  return [`curl -s ${address}`, ...headers, "-H 'content-type: application/json'", `-d ${shellWord(body)}`].join(
    ' \\\n  ',
  );
}

function isPlainMessage(message: Json): boolean {
  return typeof message === 'object' && message !== null && !Array.isArray(message) && 'role' in message;
}
