import { HTTPError, TimeoutError } from 'ky';
import { ExplainedError } from './explainedError.js';
import type { ModelSettings } from './modelSettings.js';

const without = 'unset OPENAI_BASE_URL to have the answer put together without a model';

/** The network, or an endpoint that says "later": 408, 425, 429, 5xx. */
export function isTransient(error: unknown): boolean {
  // What `fetch` throws where there is no connection.
  if (!(error instanceof HTTPError)) return error instanceof TypeError;
  const { status } = error.response;
  return status >= 500 || [408, 425, 429].includes(status);
}

function adviceFor(status: number, model: string): string {
  if (status === 401 || status === 403) return 'Check OPENAI_API_KEY.';
  if (status === 404) return `Check OPENAI_BASE_URL (it usually ends in /v1) and OPENAI_MODEL (${model}).`;
  return `Try again later, or ${without}.`;
}

/** Why a model did not begin to answer, and what to do. */
export function explainedRefusal(error: unknown, { baseUrl, model }: ModelSettings): unknown {
  const endpoint = `The model endpoint ${baseUrl}`;
  if (error instanceof HTTPError) {
    const { status } = error.response;
    return new ExplainedError(`${endpoint} answered ${status}. ${adviceFor(status, model)}`, { cause: error });
  }
  if (error instanceof TimeoutError) {
    return new ExplainedError(`${endpoint} does not answer. Try again later, or ${without}.`, { cause: error });
  }
  if (error instanceof TypeError) {
    const { code } = (error.cause ?? {}) as { code?: string };
    const reason = code === undefined ? error.message : code;
    return new ExplainedError(`${endpoint} cannot be reached (${reason}). Is it running? Otherwise, ${without}.`, {
      cause: error,
    });
  }
  return error;
}

/** Why an answer broke off. */
export function explainedBreak(error: unknown, { baseUrl }: ModelSettings): unknown {
  if (!(error instanceof Error)) return error;
  return new ExplainedError(`The model endpoint ${baseUrl} broke off in the middle of the answer: ${error.message}`, {
    cause: error,
  });
}
