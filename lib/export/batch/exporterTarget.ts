import { notifyEnd, notifyStart } from '../../run/notify.js';
import type { Exporter } from '../exporter.js';
import type { BatchTarget, DeliveryOutcome } from './batchTarget.js';
import type { PackedRun } from './packedRun.js';
import { runOf } from './runOf.js';

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
    const run = runOf(packed, this);
    if (run === undefined) return;
    if (run.endTime === undefined) notifyStart(this.#exporter, run);
    else notifyEnd(this.#exporter, run);
  }
}
