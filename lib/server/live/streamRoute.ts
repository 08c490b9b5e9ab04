import { Hono } from 'hono';
import { isUuid } from '../../run/identity.js';
import { maxStreamedText, type StreamedPiece } from '../../wire/streamedText.js';
import { jsonBody } from '../ingest/requestBody.js';
import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';
import type { StreamedTexts } from './streamedTexts.js';

/** More than any client of ours sends at once, escaped as JSON may be. */
const maxBody = 8 * 1024 * 1024;

function badPiece(index: number, what: string): RequestError {
  return new RequestError(400, 'bad-stream', `runs[${index}]: ${what}`);
}

function pieceOf(piece: unknown, index: number): StreamedPiece {
  const { id, traceId, at, text, isCut } = Object(piece) as Record<string, unknown>;
  if (typeof id !== 'string' || !isUuid(id)) throw badPiece(index, 'id is no UUID.');
  if (typeof traceId !== 'string' || !isUuid(traceId)) throw badPiece(index, 'traceId is no UUID.');
  if (!Number.isInteger(at) || Number(at) < 0 || Number(at) > maxStreamedText) {
    throw badPiece(index, `at is no whole number from 0 to ${maxStreamedText}.`);
  }
  if (typeof text !== 'string') throw badPiece(index, 'text is no text.');
  return { id: id.toLowerCase(), traceId: traceId.toLowerCase(), at: Number(at), text, isCut: isCut === true };
}

function piecesOf(body: unknown): readonly StreamedPiece[] {
  const { runs } = Object(body) as { runs?: unknown };
  if (!Array.isArray(runs)) throw new RequestError(400, 'bad-stream', 'The body is {"runs": [pieces]}.');
  return runs.map(pieceOf);
}

/** `POST /tracenest/streams`: what runs that go on have streamed. */
export function streamRoute(texts: StreamedTexts, limits: Limits): Hono {
  const own = { ...limits, body: Math.min(maxBody, limits.body), decoded: Math.min(maxBody, limits.decoded) };
  return new Hono().post('/tracenest/streams', async (context) => {
    const pieces = piecesOf(await jsonBody(context, own));
    const refused = pieces.filter((piece) => !texts.take(piece));
    if (refused.length === 0) return context.body(null, 202);
    throw new RequestError(409, 'out-of-step', `${refused.length} of ${pieces.length} do not fit: begin anew, at 0.`);
  });
}
