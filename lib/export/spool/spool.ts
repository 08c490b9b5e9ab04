import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { report } from '../../diagnostics/diagnostic.js';
import type { PackedRun } from '../batch/packedRun.js';
import { HeldRuns } from './heldRuns.js';
import { sealRun } from './segmentFile.js';
import { SpoolParcel } from './spoolParcel.js';
import { claimFolder, isAbandoned, isProcessFolder, isSegment, releaseFolder } from './spoolOwner.js';

/** How long a disk that failed is left alone. */
const recoveryMs = 5_000;
const openSuffix = '.open';
const sealedSuffix = '.runs';
const heldSuffix = '.held';

interface OpenSegment {
  readonly path: string;
  readonly file: number;
  bytes: number;
}

/**
 * A folder in which runs outlive their process. Each process writes to a folder of its own in it, one file for each batch;
 * a file is deleted when its runs have arrived. What dead processes left is taken over, file by file.
 *
 * Written synchronously, into the system's memory: that survives `kill -9` the moment the call is back, costs some
 * microseconds, and is in order. Against a crash of the machine there is no protection: that would take a wait for the disk.
 */
export class Spool {
  readonly #directory: string;
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #held: HeldRuns;
  #stopClaim: (() => void) | undefined;
  #segment: OpenSegment | undefined;
  #count = 0;
  #ownBytes = 0;
  #otherBytes = 0;
  #failedAt = -Infinity;
  #isClosed = false;

  constructor(directory: string, maxBytes: number) {
    // Where it is now: the program may go elsewhere.
    this.#directory = resolve(directory);
    this.#folder = join(this.#directory, randomUUID());
    this.#maxBytes = maxBytes;
    this.#held = new HeldRuns(
      () => this.#newFile(heldSuffix),
      (bytes) => (this.#ownBytes += bytes),
    );
  }

  /** Writes a run. `false` where that is not possible now: there is no room, or the disk does not take it. */
  append(run: PackedRun): boolean {
    if (!this.#takes(run)) return false;
    try {
      const segment = (this.#segment ??= this.#openSegment());
      this.#write(segment, sealRun(run));
      return true;
    } catch (cause) {
      this.#fail(cause);
      return false;
    }
  }

  /** Writes a run whose trace may yet be dropped; where that is not possible, it is in memory alone. */
  hold(run: PackedRun): void {
    if (this.#takes(run)) this.#attempt(() => this.#held.append(run));
  }

  /** The trace is decided: what was held of it is somewhere else, or not wanted. */
  settle(traceId: string): void {
    this.#attempt(() => this.#held.settle(traceId));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #takes({ size }: PackedRun): boolean {
    if (this.#isClosed || performance.now() - this.#failedAt < recoveryMs) return false;
    return this.#ownBytes + this.#otherBytes + size <= this.#maxBytes;
  }

  /** Closes the file that is being written, for delivery. `runs`: what it holds; `keeps`: whether they stay in memory. */
  seal(runs: readonly PackedRun[], heldBytes: number, keeps: boolean): SpoolParcel | undefined {
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment === undefined) return undefined;
    const path = segment.path.slice(0, -openSuffix.length) + sealedSuffix;
    try {
      fs.closeSync(segment.file);
      fs.renameSync(segment.path, path);
    } catch {
      // Another process took this one for dead, with the file; whatever it does, these are delivered from here too.
      keeps = true;
    }
    const held = keeps ? { runs, bytes: heldBytes } : undefined;
    if (!keeps) for (const run of runs) run.release();
    return this.#parcel({ path, bytes: segment.bytes, count: runs.length }, held);
  }

  /** Takes over what processes that are dead have left. */
  async adopt(): Promise<readonly SpoolParcel[]> {
    const names = await fs.promises.readdir(this.#directory).catch(() => []);
    const adopted: SpoolParcel[] = [];
    let otherBytes = 0;
    for (const name of names) {
      const folder = join(this.#directory, name);
      if (!isProcessFolder(name) || folder === this.#folder || this.#isClosed) continue;
      if (await isAbandoned(folder)) adopted.push(...(await this.#adoptFolder(folder)));
      else otherBytes += await sizeOf(folder);
    }
    this.#otherBytes = otherBytes;
    if (!this.#isClosed) return adopted;
    // Closed in the middle of it: what came over is for who comes next.
    this.#release();
    return [];
  }

  /** Removes the folder of this process where it is empty; the next run makes it again. */
  rest(): void {
    this.#attempt(() => this.#held.close());
    if (this.#segment !== undefined || this.#ownBytes > 0) return;
    this.#release();
  }

  /** Ends all work here. What has not been delivered stays, for who comes next. */
  close(): void {
    this.#isClosed = true;
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment !== undefined) fs.close(segment.file, () => undefined);
    this.#attempt(() => this.#held.close());
    this.#release();
  }

  #release(): void {
    if (this.#stopClaim === undefined) return;
    this.#stopClaim();
    this.#stopClaim = undefined;
    releaseFolder(this.#folder);
  }

  #openSegment(): OpenSegment {
    return { ...this.#newFile(openSuffix), bytes: 0 };
  }

  #newFile(suffix: string): { readonly path: string; readonly file: number } {
    // The folder too: who took this process for dead has removed it.
    if (this.#stopClaim === undefined || !fs.existsSync(this.#folder)) {
      this.#stopClaim?.();
      this.#stopClaim = claimFolder(this.#folder);
    }
    const path = this.#newPath(suffix);
    return { path, file: fs.openSync(path, 'a') };
  }

  #newPath(suffix: string): string {
    this.#count += 1;
    return join(this.#folder, `${String(this.#count).padStart(8, '0')}${suffix}`);
  }

  #write(segment: OpenSegment, bytes: Buffer): void {
    // A system may take less than it is given.
    for (let from = 0; from < bytes.length;) from += fs.writeSync(segment.file, bytes, from);
    segment.bytes += bytes.length;
    this.#ownBytes += bytes.length;
  }

  #fail(cause: unknown): void {
    if (this.#failedAt === -Infinity) {
      report({
        code: 'spool-failed',
        message: `The spool ${this.#directory} cannot be written: ${String(cause)}. Runs are held in memory alone until it can; what is on disk already stays there and is delivered. Check that the folder can be written and its disk has room.`,
      });
    }
    this.#failedAt = performance.now();
  }

  #parcel(
    file: { readonly path: string; readonly bytes: number; readonly count: number },
    held?: { readonly runs: readonly PackedRun[]; readonly bytes: number },
  ): SpoolParcel {
    return new SpoolParcel(file, held, ({ fileBytes }) => (this.#ownBytes -= fileBytes));
  }

  async #adoptFolder(folder: string): Promise<readonly SpoolParcel[]> {
    const parcels: SpoolParcel[] = [];
    try {
      const files = (await namesIn(folder)).filter(isSegment).sort();
      if (files.length > 0) this.#stopClaim ??= claimFolder(this.#folder);
      for (const file of files) {
        if (this.#isClosed) return parcels;
        // Under a name of this folder's own: one that grew with each process it came through would be too long some day.
        const path = this.#newPath(sealedSuffix);
        // Two may want it: a file can be renamed once.
        if (!(await isRenamed(join(folder, file), path))) continue;
        const bytes = (await fs.promises.stat(path).catch(() => undefined))?.size;
        if (bytes === undefined) continue;
        this.#ownBytes += bytes;
        parcels.push(this.#parcel({ path, bytes, count: 0 }));
      }
      releaseFolder(folder);
    } catch (cause) {
      report({
        code: 'spool-adoption-failed',
        message: `What a process that is gone left in ${folder} cannot be taken over, or not all of it: ${String(cause)}.`,
      });
    }
    return parcels;
  }
}

/** `false` where the file is not there any more. */
async function isRenamed(from: string, to: string): Promise<boolean> {
  return fs.promises.rename(from, to).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** None where the folder is gone: somebody else was quicker, and has it all. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return fs.promises.readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
}

async function sizeOf(folder: string): Promise<number> {
  const files = await fs.promises.readdir(folder).catch(() => []);
  const stats = await Promise.all(
    files.map(async (file) => fs.promises.stat(join(folder, file)).catch(() => undefined)),
  );
  return stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0);
}
