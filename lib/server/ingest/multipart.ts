import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';

/** A part of a `multipart/form-data` body. */
export interface BodyPart {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

const lineBreak = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/** @throws RequestError where the content type names no boundary. */
function boundaryOf(contentType: string): Buffer {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined || boundary.length > 200) {
    throw new RequestError(415, 'bad-multipart', 'The content-type is no multipart/form-data with a boundary.');
  }
  return Buffer.from(`\r\n--${boundary}`);
}

interface PartHead {
  readonly name: string;
  readonly mimeType: string;
  /** Bytes of the data, where the part says so. */
  readonly length: number | undefined;
}

const nameOfPart = /;\s*name="([^"]*)"/i;
const lengthParameter = /;\s*length=(\d+)/i;

/**
 * LangSmith's JavaScript client writes `Content-Type: application/json; length=336`, the Python one a `Content-Length`. Line by line:
 * there are four parts to a run, and each expression over the whole of their headers shows in the cost of one.
 */
function partHead(text: string): PartHead {
  let name = '';
  let mimeType = 'application/octet-stream';
  let length: string | undefined;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-disposition':
        name = nameOfPart.exec(value)?.[1] ?? '';
        break;
      case 'content-type':
        length ??= lengthParameter.exec(value)?.[1];
        mimeType = value.replace(lengthParameter, '').trim();
        break;
      case 'content-length':
        length = /^\d+$/.test(value) ? value : length;
    }
  }
  return { name, mimeType, length: length === undefined ? undefined : Number(length) };
}

/** Where the data of a part ends: by its length where a boundary stands there, so that data may hold a boundary itself. */
function endOfData(body: Buffer, start: number, length: number | undefined, boundary: Buffer): number {
  if (length !== undefined) {
    const end = start + length;
    if (body.subarray(end, end + boundary.length).equals(boundary)) return end;
  }
  return body.indexOf(boundary, start);
}

/**
 * Takes a body apart. Of our own, as it is some forty lines on `indexOf`: libraries for it are made for files on disk, and take
 * five to ten times as long over many small parts.
 *
 * @throws RequestError where it is no such body, breaks off (after its whole parts), or is beyond the limits.
 */
export function* multipart(contentType: string, body: Buffer, limits: Limits): Generator<BodyPart, void, undefined> {
  const boundary = boundaryOf(contentType);
  const opening = boundary.subarray(lineBreak.length);
  const first = body.indexOf(opening);
  if (first < 0)
    throw new RequestError(400, 'bad-multipart', 'The body does not hold the boundary that its content-type names.');
  let position = first + opening.length;
  for (let count = 0; ; count++) {
    if (body.subarray(position, position + 2).toString('latin1') === '--') return;
    if (count >= limits.parts)
      throw new RequestError(413, 'too-large', `The body has more than ${limits.parts} parts.`);
    const headStart = position + lineBreak.length;
    const end = body.subarray(headStart, headStart + limits.partHeader).indexOf(headEnd);
    if (end < 0)
      throw new RequestError(400, 'bad-multipart', `Part ${count + 1} of the body has no end of its headers.`);
    const { name, mimeType, length } = partHead(body.toString('utf8', headStart, headStart + end));
    const start = headStart + end + headEnd.length;
    const stop = endOfData(body, start, length, boundary);
    if (stop < 0) throw new RequestError(400, 'bad-multipart', `Part ${count + 1} of the body breaks off.`);
    yield { name, mimeType, data: body.subarray(start, stop) };
    position = stop + boundary.length;
  }
}
