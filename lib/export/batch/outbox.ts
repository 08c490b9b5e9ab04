import { Backoff } from './backoff.js';
import type { BatchTarget, DeliveryOutcome } from './batchTarget.js';
import { silently } from '../../run/silently.js';
import type { Losses } from './losses.js';
import { nextTurn } from './nextTurn.js';
import type { PackedRun } from './packedRun.js';
import type { Parcel } from './parcel.js';

export interface OutboxOptions {
  /** Deliveries under way at once. */
  readonly concurrency: number;
  /** How long a parcel that is only in memory is tried again. */
  readonly retryForMs: number;
  /** Milliseconds that one delivery may take. */
  readonly requestTimeoutMs: number;
}

/** A parcel on its way, with what came of it. */
interface Shipment {
  readonly parcel: Parcel;
  readonly deadline: number;
  readonly reasons: Set<string>;
  lost: number;
  /** What the last attempt failed with. */
  lastFailure: string | undefined;
  /** Broken off at the end: where it is on disk, it stays there. */
  isGivenUp: boolean;
  /** Who waits for what becomes of it. */
  readonly waiters: ((settlement: Settlement) => void)[];
  end(): void;
}

/** What became of a parcel: how many of its runs are lost or not yet away, and why. */
export interface Settlement {
  readonly lost: number;
  readonly reasons: readonly string[];
}

const staysText = 'They stay in the spool.';

/** How long a target that let nobody in is left alone, where the parcels can wait. */
const deniedMs = 60_000;

/**
 * Takes parcels to a target: in order, several at once, again after failures, and halved until what is refused stands alone.
 *
 * Nothing here keeps the process alive: whoever waits for something has a timer of its own.
 */
export class Outbox {
  readonly #target: BatchTarget;
  readonly #options: OutboxOptions;
  readonly #losses: Losses;
  readonly #backoff = new Backoff();
  readonly #waiting: Shipment[] = [];
  readonly #underWay = new Set<Shipment>();
  readonly #isHeld: boolean;
  /** How many of those that wait may leave although all are held. */
  #released = 0;
  #isClosed = false;
  /** What to call at the end: it ends a wait, or breaks off an attempt. */
  readonly #interruptions = new Set<() => void>();

  /** `isHeld`: nothing leaves until {@link release}. */
  constructor(target: BatchTarget, options: OutboxOptions, losses: Losses, isHeld: boolean) {
    this.#target = target;
    this.#options = options;
    this.#losses = losses;
    this.#isHeld = isHeld;
  }

  /** Resolves when the parcel is done with. */
  async push(parcel: Parcel): Promise<void> {
    return new Promise((end) => {
      const deadline = performance.now() + this.#options.retryForMs;
      const state = { reasons: new Set<string>(), lost: 0, lastFailure: undefined, isGivenUp: false, waiters: [] };
      this.#waiting.push({ parcel, deadline, ...state, end });
      this.#pump();
    });
  }

  /**
   * What becomes of everything that is here. What outlives the process may be tried for ever, and is waited for only as long
   * as what does not: until it was tried for `retryForMs`, or nobody was let in.
   */
  async settled(): Promise<readonly Settlement[]> {
    const shipments = [...this.#underWay, ...this.#waiting];
    return Promise.all(
      shipments.map(async ({ waiters }) => new Promise<Settlement>((resolve) => waiters.push(resolve))),
    );
  }

  /** Lets go what is held back; parcels that come later are held again. */
  release(): void {
    this.#released = this.#waiting.length;
    this.#pump();
  }

  /** Gives everything that has not arrived out of hand, oldest first. */
  leave(): readonly Parcel[] {
    const shipments = [...this.#underWay, ...this.#waiting.splice(0)];
    this.#underWay.clear();
    return shipments.map(({ parcel }) => parcel);
  }

  /** What is under way is broken off, and nothing leaves any more. */
  close(): void {
    this.#isClosed = true;
    for (const interrupt of [...this.#interruptions]) interrupt();
    for (const shipment of this.#waiting.splice(0)) {
      this.#giveUp(shipment, shipment.parcel.count);
      this.#end(shipment);
    }
  }

  #next(): Shipment | undefined {
    if (this.#isClosed || this.#underWay.size >= this.#options.concurrency) return undefined;
    if (this.#isHeld && this.#released === 0) return undefined;
    this.#released = Math.max(0, this.#released - 1);
    return this.#waiting.shift();
  }

  #pump(): void {
    for (let shipment = this.#next(); shipment !== undefined; shipment = this.#next()) {
      this.#underWay.add(shipment);
      const next = shipment;
      void silently(() => this.#ship(next));
    }
  }

  async #ship(shipment: Shipment): Promise<void> {
    // What comes now is work: not in the turn in which the traced program ended a run.
    await nextTurn();
    try {
      const runs = await shipment.parcel.load();
      if (runs.length > 0) await this.#send(shipment, runs);
    } catch (error) {
      this.#lose(shipment, shipment.parcel.count, `Delivery failed: ${String(error)}.`);
    }
    if (!shipment.isGivenUp) shipment.parcel.done();
    this.#underWay.delete(shipment);
    this.#end(shipment);
    this.#pump();
  }

  async #send(shipment: Shipment, runs: readonly PackedRun[]): Promise<void> {
    for (;;) {
      await this.#pause();
      if (this.#isClosed) return this.#giveUp(shipment, runs.length);
      const outcome = await this.#attempt(runs);
      if (outcome.kind === 'delivered') {
        const { rejected } = outcome;
        if (rejected !== undefined) this.#lose(shipment, Math.min(rejected.count, runs.length), rejected.reason);
        return this.#backoff.succeeded();
      }
      if (outcome.kind === 'refused') return this.#halve(shipment, runs, outcome.reason);
      const { isKept } = shipment.parcel;
      const isDenied = outcome.kind === 'denied';
      if (isDenied && !isKept) return this.#lose(shipment, runs.length, outcome.reason);
      this.#backoff.failed(isDenied ? deniedMs : outcome.afterMs);
      shipment.lastFailure = outcome.reason;
      const nextAt = performance.now() + this.#backoff.waitMs;
      if (nextAt > shipment.deadline && !isKept) {
        return this.#lose(shipment, runs.length, `${outcome.reason} Tried for too long.`);
      }
      for (const each of [shipment, ...this.#waiting]) {
        if (each.parcel.isKept && (isDenied || nextAt > each.deadline)) this.#tellOfDelay(each, outcome.reason);
      }
    }
  }

  async #halve(shipment: Shipment, runs: readonly PackedRun[], reason: string): Promise<void> {
    this.#backoff.succeeded();
    if (runs.length === 1) return this.#lose(shipment, 1, reason);
    const middle = runs.length >> 1;
    await this.#send(shipment, runs.slice(0, middle));
    await this.#send(shipment, runs.slice(middle));
  }

  async #attempt(runs: readonly PackedRun[]): Promise<DeliveryOutcome> {
    const { requestTimeoutMs } = this.#options;
    // One for each attempt: listeners on a signal that lives as long as the process would gather.
    const attempt = new AbortController();
    const stop = (): void => attempt.abort();
    const timer = setTimeout(stop, requestTimeoutMs).unref();
    this.#interruptions.add(stop);
    try {
      // Not every target heeds the signal; one that never answers must not hold a place for ever.
      const broken = new Promise<never>((_, reject) => {
        attempt.signal.addEventListener('abort', () => reject(new Error('broken off')), { once: true });
      });
      return await Promise.race([this.#target.deliver(runs, attempt.signal), broken]);
    } catch (error) {
      const reason = attempt.signal.aborted ? `no answer within ${requestTimeoutMs} ms` : String(error);
      return { kind: 'later', reason: `${this.#target.name}: ${reason}.` };
    } finally {
      clearTimeout(timer);
      this.#interruptions.delete(stop);
    }
  }

  async #pause(): Promise<void> {
    for (let wait = this.#backoff.waitMs; wait > 0 && !this.#isClosed; wait = this.#backoff.waitMs) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#interruptions.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, wait).unref();
        this.#interruptions.add(wake);
      });
    }
  }

  /** It stays where it is, and goes on being tried; nobody has to wait for that. */
  #tellOfDelay({ parcel, waiters, lost, reasons }: Shipment, reason: string): void {
    const settlement = { lost: Math.max(lost, parcel.count), reasons: [...reasons, `${reason} ${staysText}`] };
    for (const tell of waiters.splice(0)) tell(settlement);
  }

  #end({ waiters, lost, reasons, end }: Shipment): void {
    for (const tell of waiters.splice(0)) tell({ lost, reasons: [...reasons] });
    end();
  }

  #giveUp(shipment: Shipment, count: number): void {
    shipment.isGivenUp = true;
    const why = shipment.lastFailure === undefined ? '' : ` ${shipment.lastFailure}`;
    if (!shipment.parcel.isKept) this.#lose(shipment, count, `The exporter was closed before they had arrived.${why}`);
    else {
      shipment.lost += count;
      shipment.reasons.add(`${staysText}${why}`);
    }
  }

  #lose(shipment: Shipment, count: number, reason: string): void {
    shipment.lost += count;
    shipment.reasons.add(reason);
    this.#losses.add(count, reason);
  }
}
