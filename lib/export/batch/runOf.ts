import { reportOnce } from '../../diagnostics/diagnostic.js';
import type { Run } from '../../run/run.js';
import { isRunRecord } from '../isRunRecord.js';
import { fromRunRecord } from '../runRecord.js';
import type { BatchedRun } from './batchTarget.js';

/**
 * The run that was written down; `undefined`, and told once for each `reader`, where the bytes hold something else. It needs
 * the error's record to be among them ({@link BatchTarget.wantsErrorRecords}).
 */
export function runOf(batched: BatchedRun, reader: { readonly name: string }): Run | undefined {
  const { buffer, byteOffset, byteLength } = batched.json;
  const json = Buffer.from(buffer, byteOffset, byteLength).toString();
  // What is empty has not been written.
  const record: unknown = { outputs: null, error: null, events: [], ...JSON.parse(json) };
  if (!isRunRecord(record)) {
    reportOnce(reader, {
      code: 'run-unreadable',
      message: `A run cannot be read back for ${reader.name} and is left out. It came from somewhere else than traced code.`,
    });
    return undefined;
  }
  const attachments = batched.attachments.map(({ name, mimeType, bytes }) => {
    return [name, { mimeType, data: new Uint8Array(bytes) }] as const;
  });
  return { ...fromRunRecord(record), attachments: Object.fromEntries(attachments) };
}
