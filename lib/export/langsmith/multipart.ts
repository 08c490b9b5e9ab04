import { partNames, type PackedAttachment, type PackedRun } from '../batch/packedRun.js';
import type { Body } from './body.js';
import { BodyWriter } from './bodyWriter.js';

/** Bytes of headers that a run with the usual parts has. */
const headersLength = 1_000;
const closingBrace = Buffer.from('}');
const mimePattern = /^[\w.+-]+\/[\w.+-]+$/;

/** LangSmith takes no dots in names of attachments; quotes and line ends would break the header. */
function partName(name: string): string {
  return name.replaceAll(/[."\\\p{Cc}]/gu, '_');
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

function writeHead(writer: BodyWriter, boundary: string, name: string, type: string, length: number): void {
  writer.ascii(
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}; length=${length}\r\n\r\n`,
  );
}

function writeRun(writer: BodyWriter, run: PackedRun, boundary: string): void {
  const { id, kind, openCore } = run;
  const name = `${kind}.${id}`;
  writeHead(writer, boundary, name, 'application/json', openCore.length + 1);
  writer.bytes(openCore);
  writer.bytes(closingBrace);
  writer.ascii('\r\n');
  for (const [index, part] of partNames.entries()) {
    const bytes = run.part(index);
    if (bytes === undefined) continue;
    writeHead(writer, boundary, `${name}.${part}`, 'application/json', bytes.length);
    writer.bytes(bytes);
    writer.ascii('\r\n');
  }
  if (run.hasAttachments) writeAttachments(writer, run, boundary);
}

function writeAttachments(writer: BodyWriter, run: PackedRun, boundary: string): void {
  const { id, attachments } = run;
  const names = attachmentNames(attachments);
  for (const [index, { mimeType, bytes }] of attachments.entries()) {
    // In the form that headers have bytes: each character one.
    const name = Buffer.from(`attachment.${id}.${names[index] ?? ''}`).toString('latin1');
    writeHead(writer, boundary, name, mimePattern.test(mimeType) ? mimeType : 'application/octet-stream', bytes.length);
    writer.bytes(bytes);
    writer.ascii('\r\n');
  }
}

/** The body of `POST /runs/multipart`. */
export function multipartBody(runs: readonly PackedRun[], boundary: string): Body {
  const expected = runs.reduce((sum, { size }) => sum + Math.min(size, 2 ** 19) + headersLength, 0);
  const writer = new BodyWriter(expected);
  for (const run of runs) writeRun(writer, run, boundary);
  writer.ascii(`--${boundary}--\r\n`);
  return writer.finish();
}
