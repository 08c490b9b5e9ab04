import { chunkText } from '../../conventions/chunkText.js';
import type { Json, RunDetail } from '../../wire/runDetail.js';
import type { StreamedPiece } from '../../wire/streamedText.js';

/** What a run has streamed so far. */
export interface StreamedText {
  readonly text: string;
  /** There is more than is shown. */
  readonly isCut: boolean;
}

/** By the ids of their runs. */
export type StreamedTexts = ReadonlyMap<string, StreamedText>;

/** Takes what has come of some runs. What does not fit comes anew with the next connection. */
export function growTexts(texts: StreamedTexts, pieces: readonly StreamedPiece[]): StreamedTexts {
  const grown = new Map(texts);
  for (const { id, at, text, isCut = false } of pieces) {
    const before = at === 0 ? '' : grown.get(id)?.text;
    if (before?.length === at) grown.set(id, { text: before + text, isCut });
  }
  return grown;
}

/** What has come of outputs that are still on their way: what was heard of them, or what the run has told of its tokens. */
export function streamOf(detail: RunDetail, heard: StreamedText | undefined): StreamedText | undefined {
  if (detail.status !== 'running' || detail.parts.outputs !== undefined) return undefined;
  return heard ?? toldTokens(detail);
}

/** In `new_token` events, as clients send them that patch their runs while they go on. */
function toldTokens(detail: RunDetail): StreamedText | undefined {
  const tokens = eventsOf(detail)
    .map(tokenOf)
    .filter((token) => token !== undefined);
  return tokens.length === 0 ? undefined : { text: tokens.join(''), isCut: false };
}

/** Whether a run has given its outputs piece by piece. */
export function isStream(detail: RunDetail): boolean {
  return eventsOf(detail).some(isToken);
}

/** The text that the chunks in a stream's outputs make together, as it was seen while they came; `undefined` of anything else. */
export function textOfChunks(outputs: Json | undefined): string | undefined {
  const chunks = isObject(outputs) ? outputs['output'] : undefined;
  if (!Array.isArray(chunks) || chunks.length === 0) return undefined;
  const texts = (chunks as readonly Json[]).map(chunkText);
  return texts.includes(undefined) ? undefined : texts.join('');
}

function eventsOf(detail: RunDetail): readonly Json[] {
  const events = detail.parts.events?.value;
  return Array.isArray(events) ? (events as readonly Json[]) : [];
}

function isToken(event: Json): boolean {
  return isObject(event) && event['name'] === 'new_token';
}

function tokenOf(event: Json): string | undefined {
  if (!isObject(event) || !isToken(event)) return undefined;
  const details = event['kwargs'];
  const token = isObject(details) ? details['token'] : event['token'];
  return typeof token === 'string' ? token : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
