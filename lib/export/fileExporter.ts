import { reportOnce } from '../diagnostics/diagnostic.js';
import type { Run } from '../run/run.js';
import { AppendedFile } from './appendedFile.js';
import { atExit, exiting } from './atExit.js';
import type { DeliveryOptions, Exporter } from './exporter.js';
import { toRunRecord } from './runRecord.js';
import { withinTime } from './withinTime.js';

/** Runs that wait for the disk. Beyond that the oldest stay, the new ones are dropped and counted. */
const maxWaiting = 100_000;

/** Characters of one batch: what takes the program some milliseconds to make, before others get their turn. */
const batchLength = 2 ** 20;

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Appends every finished run to a file, a JSON line each, one write per batch; other programs may read along, and write.
 *
 * A batch is what ended since the last write, in pieces of about 1 MB. What waits when the process ends is written then,
 * also by `process.exit` and uncaught errors. `kill -9`, and signals without a handler, lose the last batch and may tear
 * its last line: reading (`readRunFile`) leaves that one out, and who appends next starts on a fresh line.
 *
 * @example
 * configure({ exporter: new FileExporter('traces/today.jsonl') });
 */
export class FileExporter implements Exporter {
  readonly isPassive = true;
  readonly path: string;
  readonly #file: AppendedFile;
  #waiting: Run[] = [];
  /** Runs taken and runs done with (written, or lost and told), since the beginning. */
  #taken = 0;
  #done = 0;
  #dropped = 0;
  /** One batch a turn of the event loop, however many wait for theirs. */
  #turn: Promise<void> | undefined;
  readonly #cancelAtExit: () => void;
  #closed = false;

  constructor(path: string) {
    if (typeof path !== 'string' || path === '') throw new TypeError('FileExporter needs the path of a file.');
    this.path = path;
    this.#file = new AppendedFile(path);
    // Not with the first run: that one may come out of a handler of the exit, when it is too late to become one.
    this.#cancelAtExit = atExit(() => this.#writeAll());
  }

  onEnd(run: Run): void {
    if (this.#closed) return;
    if (this.#waiting.length >= maxWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#taken += 1;
    if (this.#waiting.push(run) === 1) this.#schedule();
  }

  async flush(options: DeliveryOptions = {}): Promise<void> {
    await withinTime(this.#writeUntil(this.#taken), options.timeoutMs, `FileExporter: writing ${this.path}`);
  }

  async shutdown(options?: DeliveryOptions): Promise<void> {
    this.#closed = true;
    await this.flush(options);
    this.#cancelAtExit();
    this.#file.close();
  }

  /** The batch gathers until the current burst of work is over. */
  #schedule(): void {
    if (exiting()) return this.#writeAll();
    setImmediate(() => void this.#writeUntil(this.#taken));
  }

  #writeAll(): void {
    while (this.#waiting.length > 0) this.#writeBatch();
  }

  /** Ends also where runs keep coming: who waits for it, waits for those that were there. */
  async #writeUntil(count: number): Promise<void> {
    while (this.#done < count) {
      this.#turn ??= this.#writeBatchOfTurn().finally(() => (this.#turn = undefined));
      await this.#turn;
    }
    if (this.#waiting.length > 0) this.#schedule();
  }

  async #writeBatchOfTurn(): Promise<void> {
    this.#writeBatch();
    if (this.#waiting.length > 0) await nextTurn();
  }

  /** Never throws: neither a turn of the event loop nor the exit of the process has anybody who would catch it. */
  #writeBatch(): void {
    const { lines, count } = this.#takeBatch();
    this.#done += count;
    this.#tellDropped();
    if (lines === '') return;
    try {
      this.#file.append(lines);
    } catch (cause) {
      reportOnce(this, {
        code: 'file-exporter-failed',
        message: `FileExporter cannot write ${this.path}; ${count} runs are lost, and it will try again with the next. Check that the folder exists and the disk has room.`,
        cause,
      });
    }
  }

  #takeBatch(): { lines: string; count: number } {
    let lines = '';
    let count = 0;
    for (const run of this.#waiting) {
      count += 1;
      lines = this.#withLine(lines, run);
      if (lines.length >= batchLength) break;
    }
    this.#waiting.splice(0, count);
    return { lines, count };
  }

  /** One run that cannot be written costs itself, and not its batch. */
  #withLine(lines: string, run: Run): string {
    try {
      return `${lines}${JSON.stringify(toRunRecord(run))}\n`;
    } catch (cause) {
      reportOnce(this, {
        code: 'file-exporter-run-failed',
        message: `FileExporter cannot write a run as JSON into ${this.path} and leaves it out. Traced code hands over nothing but JSON: look at where this run was made.`,
        cause,
      });
      return lines;
    }
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    reportOnce(this, {
      code: 'file-exporter-dropped',
      message: `FileExporter dropped ${this.#dropped} runs: more than ${maxWaiting} were waiting for ${this.path}.`,
    });
    this.#dropped = 0;
  }
}
