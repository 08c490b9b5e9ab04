import type { PackedKind, PackedRun } from '../batch/packedRun.js';
import type { Body } from './body.js';
import { BodyWriter } from './bodyWriter.js';

function writeList(writer: BodyWriter, runs: readonly PackedRun[], kind: PackedKind): void {
  writer.ascii(`"${kind}":[`);
  for (const [index, { json }] of runs.filter((run) => run.kind === kind).entries()) {
    if (index > 0) writer.ascii(',');
    writer.bytes(json);
  }
  writer.ascii(']');
}

/** The body of `POST /runs/batch`. It has no place for attachments and feedback. */
export function jsonBatchBody(runs: readonly PackedRun[]): Body {
  const writer = new BodyWriter(
    Buffer.allocUnsafeSlow(runs.reduce((sum, { size }) => sum + Math.min(size, 2 ** 19), 64)),
  );
  writer.ascii('{');
  writeList(writer, runs, 'post');
  writer.ascii(',');
  writeList(writer, runs, 'patch');
  writer.ascii('}');
  return writer.finish();
}
