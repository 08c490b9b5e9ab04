import fs from 'node:fs';
import { report } from '../../diagnostics/diagnostic.js';
import { mergeById } from '../batch/openBatch.js';
import type { PackedRun } from '../batch/packedRun.js';
import type { Parcel } from '../batch/parcel.js';
import { readSegment } from './segmentFile.js';

/** A parcel on disk, perhaps still in memory too. */
export class SpoolParcel implements Parcel {
  readonly path: string;
  readonly fileBytes: number;
  readonly isKept = true;
  readonly inMemory: readonly PackedRun[] | undefined;
  readonly heldBytes: number;
  readonly count: number;
  readonly #onDone: (parcel: SpoolParcel) => void;

  constructor(
    file: { readonly path: string; readonly bytes: number; readonly count: number },
    held: { readonly runs: readonly PackedRun[]; readonly bytes: number } | undefined,
    onDone: (parcel: SpoolParcel) => void,
  ) {
    this.path = file.path;
    this.fileBytes = file.bytes;
    this.count = file.count;
    this.inMemory = held?.runs;
    this.heldBytes = held?.bytes ?? 0;
    this.#onDone = onDone;
  }

  async load(): Promise<readonly PackedRun[]> {
    if (this.inMemory !== undefined) return this.inMemory;
    let bytes: Buffer;
    try {
      bytes = await fs.promises.readFile(this.path);
    } catch (error) {
      // Another process took this one for dead, and delivers it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    const { runs, damagedBytes } = readSegment(bytes);
    if (damagedBytes > 0) {
      report({
        code: 'spool-damaged',
        message: `The spool file ${this.path} has ${damagedBytes} bytes that are no run, as a crash or a full disk leaves them; its ${runs.length} whole runs are delivered.`,
      });
    }
    return mergeById(runs);
  }

  done(): void {
    try {
      // At the exit of the process nothing else works; and it takes microseconds, once a batch.
      fs.rmSync(this.path, { force: true });
    } catch {
      // A disk that takes nothing: it will be delivered once more, which does no harm.
    }
    for (const run of this.inMemory ?? []) run.release();
    this.#onDone(this);
  }
}
