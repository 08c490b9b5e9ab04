import { reportOnce } from '../../diagnostics/diagnostic.js';
import { Spool } from '../spool/spool.js';
import { silently } from '../../run/silently.js';
import type { BatchOptions, BatchSettings } from './batchOptions.js';
import type { BatchTarget } from './batchTarget.js';
import { deliverAtExit } from './deliverAtExit.js';
import type { Losses } from './losses.js';
import { OpenBatch } from './openBatch.js';
import { Outbox, type Settlement } from './outbox.js';
import type { PackedRun } from './packedRun.js';
import { MemoryParcel, type Parcel } from './parcel.js';

const adoptionMs = 15_000;

/** Packed runs from the moment they are taken until they have arrived: gathered to batches, bounded, on disk where wanted. */
export class RunQueue {
  readonly #target: BatchTarget;
  readonly #settings: BatchSettings;
  readonly #waitUntil: BatchOptions['waitUntil'];
  readonly #losses: Losses;
  readonly #outbox: Outbox;
  readonly #spool: Spool | undefined;
  readonly #open = new OpenBatch();
  readonly #underWay = new Set<Promise<void>>();
  #isOpenOnDisk = false;
  #timer: NodeJS.Timeout | undefined;
  #adoption: Promise<void> = Promise.resolve();
  readonly #adoptionTimer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #count = 0;

  constructor(target: BatchTarget, settings: BatchSettings, options: BatchOptions, losses: Losses) {
    this.#target = target;
    this.#settings = settings;
    this.#waitUntil = options.waitUntil;
    this.#losses = losses;
    this.#outbox = new Outbox(target, settings, losses, options.manualFlush === true);
    if (options.spool === undefined) return;
    this.#spool = new Spool(options.spool, settings.spoolBytes);
    silently(() => this.#adopt());
    this.#adoptionTimer = silently(() => setInterval(() => this.#adopt(), adoptionMs)).unref();
  }

  /** Runs that have not arrived, as far as they are counted: not those that a dead process left. */
  get count(): number {
    return this.#count;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#underWay.size === 0;
  }

  /** Sets memory aside for a run that is still being written. `false`: there is none, and the run is lost. */
  reserve(bytes: number): boolean {
    if (this.#overflows(bytes)) return this.#drop();
    this.#bytes += bytes;
    this.#count += 1;
    return true;
  }

  /** Sets aside more for one that grows. `false`: there is none. */
  extend(bytes: number): boolean {
    if (this.#bytes + bytes > this.#settings.queueBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Gives back what was set aside. */
  unreserve(bytes: number): void {
    this.#bytes -= bytes;
    this.#count -= 1;
  }

  /** Takes a run. `isStart`: its end may follow. */
  add(run: PackedRun, isStart = false): void {
    if (this.isEmpty) this.#begin();
    if (this.#open.count > 0 && this.#bytesWith(run) > this.#limit('bytes')) this.seal();
    const spool = this.#spool;
    // Its first run starts what says that this process lives.
    const isOnDisk = spool !== undefined && silently(() => spool.append(run));
    if (!isOnDisk && this.#overflows(run.size)) {
      run.release();
      return void this.#drop();
    }
    if (isOnDisk !== this.#isOpenOnDisk) {
      this.seal();
      this.#isOpenOnDisk = isOnDisk;
    }
    const { bytes, count } = this.#open;
    this.#open.add(run, isStart);
    this.#bytes += this.#open.bytes - bytes;
    this.#count += this.#open.count - count;
    if (this.#open.count >= this.#limit('runs')) this.seal();
    else this.#timer ??= silently(() => setTimeout(() => this.seal(), this.#settings.delayMs)).unref();
  }

  /** Has a run that may yet be dropped outlive the process. */
  hold(run: PackedRun): void {
    this.#spool?.hold(run);
  }

  /** What was held of a trace has been added, or dropped. */
  settle(traceId: string): void {
    this.#spool?.settle(traceId);
  }

  /** Sends what has gathered. */
  seal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { runs, bytes } = this.#open.take();
    if (runs.length === 0) return;
    const keeps = this.#bytes <= this.#settings.queueBytes / 2;
    const spooled = this.#isOpenOnDisk ? this.#spool?.seal(runs, bytes, keeps) : undefined;
    const parcel = spooled ?? new MemoryParcel(runs, bytes);
    this.#bytes -= bytes - parcel.heldBytes;
    silently(() => this.#send(parcel));
  }

  /** Resolves when everything that is here now, has arrived or is lost. */
  async settled(): Promise<readonly Settlement[]> {
    await this.#adoption;
    this.seal();
    this.#outbox.release();
    return this.#outbox.settled();
  }

  /** The process exits: brings away what is in memory while the process waits, and leaves no empty folder. */
  exit(timeoutMs: number): void {
    this.seal();
    const parcels = this.#outbox.leave().filter(({ inMemory }) => inMemory !== undefined);
    const results = deliverAtExit(
      this.#target,
      parcels.map(({ inMemory }) => inMemory ?? []),
      timeoutMs,
    );
    for (const [index, { lost, reason }] of results.entries()) {
      const parcel = parcels[index];
      if (lost === 0) parcel?.done();
      else if (parcel?.isKept !== true) this.#losses.add(lost, reason);
    }
    this.#spool?.rest();
  }

  close(): void {
    this.seal();
    clearInterval(this.#adoptionTimer);
    this.#outbox.close();
    this.#spool?.close();
  }

  #limit(what: 'runs' | 'bytes'): number {
    const { batchRuns, batchBytes } = this.#settings;
    return Math.min(what === 'runs' ? batchRuns : batchBytes, this.#target.limits?.[what] ?? Infinity);
  }

  /** What a delivery of all that gathered and one more would come to. */
  #bytesWith(run: PackedRun): number {
    return this.#open.bytes + run.size + (this.#open.count + 1) * (this.#target.overhead ?? 0);
  }

  /** One alone may be larger than all the room: else it could never be sent. */
  #overflows(bytes: number): boolean {
    const { queueBytes, queueRuns } = this.#settings;
    return this.#count > 0 && (this.#bytes + bytes > queueBytes || this.#count >= queueRuns);
  }

  #drop(): false {
    const { queueBytes, queueRuns } = this.#settings;
    const spool = this.#spool === undefined ? '' : 'the spool takes no more, and ';
    const reason = `${spool}${queueBytes} bytes or ${queueRuns} runs were waiting in memory for ${this.#target.name}. It takes less than comes: sample, or give more room.`;
    this.#losses.add(1, reason);
    return false;
  }

  #begin(): void {
    silently(() => {
      this.#target.prepare?.();
      this.#announceWork();
    });
  }

  #announceWork(): void {
    if (this.#waitUntil === undefined) return;
    const delivery = this.#idle();
    try {
      this.#waitUntil(delivery);
    } catch (cause) {
      // Platforms throw outside of a request; the run is delivered all the same.
      reportOnce(this, {
        code: 'wait-until-failed',
        message: `The option waitUntil threw. Runs are delivered, but the platform may stop the program before that.`,
        cause,
      });
    }
  }

  async #idle(): Promise<void> {
    // One turn later, when the run that woke us is in.
    await Promise.resolve();
    while (!this.isEmpty) {
      await new Promise<void>((resolve) => setTimeout(resolve, this.#settings.delayMs).unref());
      await Promise.all([...this.#underWay]);
    }
  }

  #send(parcel: Parcel): void {
    // Again and again: a program that is never done would know of the server only what it said at its start.
    this.#target.prepare?.();
    const delivery = this.#outbox.push(parcel).finally(() => {
      this.#bytes -= parcel.heldBytes;
      this.#count -= parcel.count;
      this.#underWay.delete(delivery);
    });
    this.#underWay.add(delivery);
  }

  #adopt(): void {
    const spool = this.#spool;
    if (spool === undefined) return;
    this.#adoption = this.#adoption.then(async () => {
      for (const parcel of await spool.adopt()) this.#send(parcel);
    });
  }
}
