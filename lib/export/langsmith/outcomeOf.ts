import type { DeliveryOutcome } from '../batch/batchTarget.js';

const shownLength = 300;

/** What a server answered, as much of it as somebody may want to read. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** Milliseconds of a `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return wait > 0 ? wait : undefined;
}

function isPassing(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status);
}

function said(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ').slice(0, shownLength);
  if (line === '') return '';
  // Compressed without being asked to, or no text at all.
  return /[\p{Cc}\uFFFD]/u.test(line) ? ': (nothing that can be read)' : `: ${line}`;
}

/** What an answer means for `count` runs. */
export function outcomeOf({ status, text, retryAfter }: Answer, count: number, server: string): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `${server} answered ${status}${said(text)}.`;
  // It has the run already: this is a repeat. Of several, each for itself.
  if (status === 409 && count === 1) return { kind: 'delivered' };
  if (isPassing(status)) return { kind: 'later', reason, afterMs: retryAfterMs(retryAfter) };
  if (status === 401 || status === 403) {
    return { kind: 'denied', reason: `${reason} Check the API key, and the workspace.` };
  }
  if (status >= 300 && status < 400) {
    return { kind: 'denied', reason: `${reason} It is somewhere else: give the endpoint that it leads to.` };
  }
  return { kind: 'refused', reason };
}
