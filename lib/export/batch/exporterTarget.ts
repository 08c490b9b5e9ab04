import { reportOnce } from '../../diagnostics/diagnostic.js';
import { notifyEnd, notifyStart } from '../../run/notify.js';
import type { Exporter } from '../exporter.js';
import { isRunRecord } from '../isRunRecord.js';
import { fromRunRecord } from '../runRecord.js';
import type { BatchTarget, DeliveryOutcome } from './batchTarget.js';
import type { PackedRun } from './packedRun.js';

/** Hands batches to any exporter, as runs again: read back out of the bytes, so that they are what the spool holds too. */
export class ExporterTarget implements BatchTarget {
  readonly name: string;
  readonly wantsErrorRecords = true;
  readonly #exporter: Exporter;

  constructor(exporter: Exporter) {
    this.#exporter = exporter;
    this.name = exporter.constructor.name;
  }

  async deliver(runs: readonly PackedRun[]): Promise<DeliveryOutcome> {
    for (const run of runs) this.#hand(run);
    await this.#exporter.flush?.();
    return { kind: 'delivered' };
  }

  async close(): Promise<void> {
    await this.#exporter.shutdown?.();
  }

  #hand(packed: PackedRun): void {
    // What is empty has not been written.
    const record: unknown = { outputs: null, error: null, events: [], ...JSON.parse(packed.json.toString()) };
    if (!isRunRecord(record)) {
      return reportOnce(this, {
        code: 'run-unreadable',
        message: `A run cannot be read back for ${this.name} and is left out. It came from somewhere else than traced code.`,
      });
    }
    const run = fromRunRecord(record);
    const attachments = Object.fromEntries(
      packed.attachments.map(({ name, mimeType, bytes }) => [name, { mimeType, data: new Uint8Array(bytes) }]),
    );
    const whole = { ...run, attachments };
    if (run.endTime === undefined) notifyStart(this.#exporter, whole);
    else notifyEnd(this.#exporter, whole);
  }
}
