import type { Problem } from '../../wire/serverInfo.js';

/** What the server answered instead of what was asked for. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly status: number;
  /** A stable word: see {@link Problem}. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Asks the server for JSON. */
export async function requestJson<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await request(path, init);
  return (await response.json()) as Answer;
}

/** Asks the server; what is not a success is thrown. */
export async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await answered(path, init);
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function answered(path: string, init: RequestInit | undefined): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ServerError(0, 'unreachable', 'The trace server does not answer. Is `npx tracenest` still running?');
  }
}

async function problemOf(response: Response): Promise<ServerError> {
  try {
    const { error } = (await response.json()) as Problem;
    return new ServerError(response.status, error.code, error.message);
  } catch {
    return new ServerError(
      response.status,
      'unknown',
      `The server answered ${response.status} ${response.statusText}.`,
    );
  }
}
