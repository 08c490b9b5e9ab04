import type { Limits } from '../limits.js';
import { RequestError } from '../requestError.js';

/** A part of a `multipart/form-data` body. */
export interface BodyPart {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

const lineBreak = Buffer.from('\r\n');
const closing = Buffer.from('--');
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

const nameMark = 'name="';
const lengthParameter = /;\s*length=(\d+)/i;

/** The `name` of a `Content-Disposition`, and not its `filename`. */
function dispositionName(value: string): string {
  let start = value.indexOf(nameMark);
  while (start > 0 && !/[;\s]/.test(value[start - 1] ?? '')) start = value.indexOf(nameMark, start + 1);
  if (start < 0) return /[;\s]name=([^\s;"]+)/i.exec(value)?.[1] ?? '';
  return value.slice(start + nameMark.length, value.indexOf('"', start + nameMark.length) >>> 0);
}

/** As nearly all parts come, in one expression: there are four to a run, and what the headers of each cost shows in the cost of one. */
const usualHead =
  /^content-disposition: form-data; name="([ !#-~]*)"\r\ncontent-type: ([ -:<-~]+)(?:; length=(\d+))?$/i;

function partHead(body: Buffer, start: number, stop: number): PartHead {
  const usual = usualHead.exec(body.toString('latin1', start, stop));
  if (usual === null) return anyHead(body.toString('utf8', start, stop));
  const [, name = '', mimeType = '', length] = usual;
  return { name, mimeType, length: length === undefined ? undefined : Number(length) };
}

/** LangSmith's JavaScript client writes `Content-Type: application/json; length=336`, the Python one a `Content-Length`. */
function anyHead(text: string): PartHead {
  let name = '';
  let mimeType = 'application/octet-stream';
  let length: string | undefined;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-disposition':
        name = dispositionName(value);
        break;
      case 'content-type': {
        const parameter = value.includes('length=') ? lengthParameter.exec(value) : null;
        length ??= parameter?.[1];
        mimeType = parameter === null ? value : value.replace(parameter[0], '').trim();
        break;
      }
      case 'content-length':
        length = /^\d+$/.test(value) ? value : length;
    }
  }
  return { name, mimeType, length: length === undefined ? undefined : Number(length) };
}

/** Byte by byte: a view of the body to compare with would cost more than to compare. */
function standsAt(body: Buffer, position: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index++) if (body[position + index] !== wanted[index]) return false;
  return true;
}

/** Where the data of a part ends: by its length where a boundary stands there, so that data may hold a boundary itself. */
function endOfData(body: Buffer, start: number, length: number | undefined, boundary: Buffer): number {
  if (length !== undefined) {
    const end = start + length;
    if (standsAt(body, end, boundary)) return end;
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
    if (standsAt(body, position, closing)) return;
    if (count >= limits.parts)
      throw new RequestError(413, 'too-large', `The body has more than ${limits.parts} parts.`);
    const headStart = position + lineBreak.length;
    const headStop = body.indexOf(headEnd, headStart);
    if (headStop < 0 || headStop > headStart + limits.partHeader)
      throw new RequestError(400, 'bad-multipart', `Part ${count + 1} of the body has no end of its headers.`);
    const { name, mimeType, length } = partHead(body, headStart, headStop);
    const start = headStop + headEnd.length;
    const stop = endOfData(body, start, length, boundary);
    if (stop < 0) throw new RequestError(400, 'bad-multipart', `Part ${count + 1} of the body breaks off.`);
    yield { name, mimeType, data: body.subarray(start, stop) };
    position = stop + boundary.length;
  }
}
