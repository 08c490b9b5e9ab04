import { CommandError } from './commandError.js';

const timeoutMs = 1500;

/** What listens at a URL: a tracenest, something else, or nothing. */
export type Listener = 'tracenest' | 'other' | 'nothing';

/** Asks who is there. */
export async function listenerAt(url: string): Promise<Listener> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.json()) as { service?: unknown };
    return body.service === 'tracenest' ? 'tracenest' : 'other';
  } catch (error) {
    const isRefused =
      error instanceof TypeError && /ECONNREFUSED/.test(String((error.cause as { code?: unknown } | undefined)?.code));
    return isRefused ? 'nothing' : 'other';
  }
}

/** @throws CommandError where something else listens there. */
export async function isRunningAt(url: string): Promise<boolean> {
  const listener = await listenerAt(url);
  if (listener === 'other')
    throw new CommandError(`Something that is no tracenest listens at ${url}. Choose another port with --port.`);
  return listener === 'tracenest';
}
