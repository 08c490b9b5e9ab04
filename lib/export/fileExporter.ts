import { appendFileSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Run } from '../run/run.js';
import type { DeliveryOptions, Exporter } from './exporter.js';
import { toRunRecord } from './runRecord.js';
import { withinTime } from './withinTime.js';

/** Runs that wait for the disk. Beyond that the oldest stay, the new ones are dropped and counted. */
const maxWaiting = 100_000;

/**
 * Appends every finished run to a file, a JSON line each, one write per batch; other programs may read along.
 *
 * A batch is what ended since the last write. What waits at a normal end of the process is written then. `kill -9` loses
 * the last batch and may tear its last line: reading (`readRunFile`) leaves that one out, and the next process that appends
 * starts on a fresh line.
 *
 * @example
 * configure({ exporter: new FileExporter('traces/today.jsonl') });
 */
export class FileExporter implements Exporter {
  readonly path: string;
  #waiting: Run[] = [];
  #dropped = 0;
  #file: Promise<FileHandle> | undefined;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(path: string) {
    if (typeof path !== 'string' || path === '') throw new TypeError('FileExporter needs the path of a file.');
    this.path = path;
  }

  onEnd(run: Run): void {
    if (this.#closed) return;
    if (this.#waiting.length >= maxWaiting) {
      this.#dropped += 1;
      return;
    }
    if (this.#waiting.push(run) === 1) this.#schedule();
  }

  async flush(options: DeliveryOptions = {}): Promise<void> {
    await withinTime(this.#drain(), options.timeoutMs, `FileExporter: writing ${this.path}`);
  }

  async shutdown(options?: DeliveryOptions): Promise<void> {
    await this.flush(options);
    this.#closed = true;
    process.removeListener('exit', this.#writeAtExit);
    const file = await this.#file?.catch(() => undefined);
    await file?.close();
  }

  /** The batch gathers until the current burst of work is over; the timer does not keep the process alive. */
  #schedule(): void {
    if (this.#file === undefined) process.once('exit', this.#writeAtExit);
    setImmediate(() => void this.#drain()).unref();
  }

  readonly #writeAtExit = (): void => {
    if (this.#waiting.length > 0) appendFileSync(this.path, this.#takeLines());
  };

  async #drain(): Promise<void> {
    while (this.#writing !== undefined || this.#waiting.length > 0) {
      this.#writing ??= this.#writeBatch().finally(() => (this.#writing = undefined));
      await this.#writing;
    }
  }

  async #writeBatch(): Promise<void> {
    try {
      const file = await (this.#file ??= openForAppending(this.path));
      const lines = this.#takeLines();
      if (lines !== '') await file.appendFile(lines);
    } catch (cause) {
      const lost = this.#waiting.length;
      this.#waiting = [];
      this.#file = undefined;
      reportOnce(this, {
        code: 'file-exporter-failed',
        message: `FileExporter cannot write ${this.path}; ${lost} runs are lost, and it will try again with the next. Check that the folder exists and the disk has room.`,
        cause,
      });
    }
  }

  #takeLines(): string {
    const runs = this.#waiting;
    this.#waiting = [];
    if (this.#dropped > 0) {
      reportOnce(this, {
        code: 'file-exporter-dropped',
        message: `FileExporter dropped ${this.#dropped} runs: more than ${maxWaiting} were waiting for ${this.path}.`,
      });
      this.#dropped = 0;
    }
    return runs.map((run) => `${JSON.stringify(toRunRecord(run))}\n`).join('');
  }
}

/** Opens the file; where its last line is torn, ends that line first, or it would take our first run with it. */
async function openForAppending(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  if (size === 0) return file;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  if (last.toString() !== '\n') await file.appendFile('\n');
  return file;
}
