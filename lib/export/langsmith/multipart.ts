import { partNames, type PackedAttachment, type PackedRun } from '../batch/packedRun.js';
import type { Body } from './body.js';
import { BodyWriter } from './bodyWriter.js';

/** Bytes of headers that a run with the usual parts has. */
const headersLength = 1_000;
const closingBrace = Buffer.from('}');
const mimePattern = /^[\w.+-]+\/[\w.+-]+$/;
/** Servers bound the headers of a part. */
const longestName = 255;

/** LangSmith takes no dots in names of attachments, and no empty ones; quotes and line ends would break the header. */
function partName(name: string): string {
  return name.replaceAll(/[."\\\p{Cc}]/gu, '_').slice(0, longestName) || '_';
}

/** Without parameters, of which the part has one of its own: a `Blob` of text says `text/plain;charset=utf-8`. */
function typeOf(mimeType: string): string {
  const type = mimeType.split(';', 1)[0]?.trim() ?? '';
  return mimePattern.test(type) ? type : 'application/octet-stream';
}

/** Names by which attachments can travel: of two that come to the same, the second gets a number. */
function attachmentNames(attachments: readonly PackedAttachment[]): readonly string[] {
  const names: string[] = [];
  for (const { name } of attachments) {
    const plain = partName(name);
    let free = plain;
    for (let count = 2; names.includes(free); count++) free = `${plain}_${count}`;
    names.push(free);
  }
  return names;
}

/** What stands before the name of every part. It ends the part before. */
function headOf(boundary: string): string {
  return `\r\n--${boundary}\r\nContent-Disposition: form-data; name="`;
}

function writeHead(writer: BodyWriter, head: string, name: string, type: string, length: number): void {
  writer.ascii(`${head}${name}"\r\nContent-Type: ${type}; length=${length}\r\n\r\n`);
}

function writeRun(writer: BodyWriter, run: PackedRun, head: string, isFirst: boolean): void {
  const { id, kind, openCore } = run;
  const name = `${kind}.${id}`;
  writeHead(writer, isFirst ? head.slice(2) : head, name, 'application/json', openCore.length + 1);
  writer.bytes(openCore);
  writer.bytes(closingBrace);
  for (let index = 0; index < partNames.length; index++) {
    const bytes = run.part(index);
    if (bytes === undefined) continue;
    writeHead(writer, head, `${name}.${partNames[index] ?? ''}`, 'application/json', bytes.length);
    writer.bytes(bytes);
  }
  if (run.hasAttachments) writeAttachments(writer, run, head);
}

function writeAttachments(writer: BodyWriter, run: PackedRun, head: string): void {
  const { id, attachments } = run;
  const names = attachmentNames(attachments);
  for (const [index, { mimeType, bytes }] of attachments.entries()) {
    // In the form that headers have bytes: each character one.
    const name = Buffer.from(`attachment.${id}.${names[index] ?? ''}`).toString('latin1');
    writeHead(writer, head, name, typeOf(mimeType), bytes.length);
    writer.bytes(bytes);
  }
}

/** Bytes of memory that the body of such runs takes; what is huge in them takes none. */
export function multipartLength(runs: readonly PackedRun[]): number {
  return runs.reduce((sum, { size }) => sum + Math.min(size, 2 ** 19) + headersLength, 0);
}

/** The body of `POST /runs/multipart`, as far as possible in the memory that is given. */
export function multipartBody(runs: readonly PackedRun[], boundary: string, memory: Buffer): Body {
  const writer = new BodyWriter(memory);
  const head = headOf(boundary);
  for (const [index, run] of runs.entries()) writeRun(writer, run, head, index === 0);
  writer.ascii(`\r\n--${boundary}--\r\n`);
  return writer.finish();
}
