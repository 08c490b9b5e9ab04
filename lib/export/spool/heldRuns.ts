import fs from 'node:fs';
import type { PackedRun } from '../batch/packedRun.js';
import { sealRun, settledMark } from './segmentFile.js';

/** A file is left when it has so many bytes: one trace that stays undecided must not hold a large one. */
const mostBytes = 2 ** 20;

interface HeldFile {
  readonly path: string;
  readonly file: number;
  bytes: number;
  /** Traces with runs in it that are not decided. */
  readonly traces: Set<string>;
}

/**
 * Runs on disk whose trace may yet be dropped. Who takes over what a dead process left delivers them: nobody can decide any
 * more, and the last traces before an end like that are worth a look.
 */
export class HeldRuns {
  readonly #open: () => { readonly path: string; readonly file: number };
  /** Told of bytes that come and go. */
  readonly #count: (bytes: number) => void;
  readonly #byTrace = new Map<string, Set<HeldFile>>();
  #current: HeldFile | undefined;

  constructor(open: () => { readonly path: string; readonly file: number }, count: (bytes: number) => void) {
    this.#open = open;
    this.#count = count;
  }

  /** Throws where the disk takes nothing. */
  append(run: PackedRun): void {
    const held = (this.#current ??= { ...this.#open(), bytes: 0, traces: new Set() });
    const { traceId } = run;
    held.traces.add(traceId);
    const files = this.#byTrace.get(traceId);
    if (files === undefined) this.#byTrace.set(traceId, new Set([held]));
    else files.add(held);
    this.#write(held, sealRun(run));
    if (held.bytes >= mostBytes) this.#current = undefined;
  }

  /** A trace is decided: its runs are somewhere else, or not wanted. */
  settle(traceId: string): void {
    const files = this.#byTrace.get(traceId) ?? [];
    this.#byTrace.delete(traceId);
    for (const held of files) {
      held.traces.delete(traceId);
      if (held.traces.size > 0) this.#write(held, settledMark(traceId));
      else if (held === this.#current) this.#empty(held);
      else this.#remove(held);
    }
  }

  /** Removes the file that waits for more, where it is empty. */
  close(): void {
    const held = this.#current;
    this.#current = undefined;
    if (held !== undefined && held.traces.size === 0) this.#remove(held);
  }

  #write(held: HeldFile, bytes: Buffer): void {
    // A system may take less than it is given.
    for (let from = 0; from < bytes.length;) {
      const written = fs.writeSync(held.file, bytes, from);
      from += written;
      held.bytes += written;
      this.#count(written);
    }
  }

  /** For the traces to come: cheaper than another file. */
  #empty(held: HeldFile): void {
    fs.ftruncateSync(held.file);
    this.#count(-held.bytes);
    held.bytes = 0;
  }

  #remove(held: HeldFile): void {
    this.#count(-held.bytes);
    fs.closeSync(held.file);
    fs.rmSync(held.path, { force: true });
  }
}
