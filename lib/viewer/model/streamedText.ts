import type { Json } from '../../wire/runDetail.js';

/** What a run has streamed so far, from its `new_token` events; `undefined` where it has told no tokens. */
export function streamedText(events: Json | undefined): string | undefined {
  if (!Array.isArray(events)) return undefined;
  const tokens = (events as readonly Json[]).map(tokenOf).filter((token) => token !== undefined);
  return tokens.length === 0 ? undefined : tokens.join('');
}

function tokenOf(event: Json): string | undefined {
  if (!isObject(event) || event['name'] !== 'new_token') return undefined;
  const details = event['kwargs'];
  const token = isObject(details) ? details['token'] : event['token'];
  return typeof token === 'string' ? token : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
