import type { Run } from '../../run/run.js';
import { RunRedaction } from '../../run/runRedaction.js';
import { exiting } from '../atExit.js';
import type { DeliveryOptions, Exporter } from '../exporter.js';
import { TraceKeeper } from '../sampling/traceKeeper.js';
import { TraceSample } from '../sampling/traceSample.js';
import { withinTime } from '../withinTime.js';
import { batchSettings, keepSettings, type BatchOptions } from './batchOptions.js';
import type { BatchTarget } from './batchTarget.js';
import { DeliveryError } from './deliveryError.js';
import { ExporterTarget } from './exporterTarget.js';
import { Losses } from './losses.js';
import type { PackedKind, PackedRun } from './packedRun.js';
import { beforeProcessEnds } from './processEnd.js';
import type { RunMembers } from './runMembers.js';
import { RunQueue } from './runQueue.js';
import { RunWriter, type Writing } from './runWriter.js';

function targetOf(target: BatchTarget | Exporter): BatchTarget {
  return 'deliver' in target ? target : new ExporterTarget(target);
}

/**
 * Brings runs to a target in batches, in the background: each run is written down once, when it ends, and counts from then
 * on with its exact bytes against a bound. Around any exporter; `LangSmithExporter` is one of these.
 *
 * A program that ends needs no call: what is there is delivered when its work is done, at `process.exit`, after an
 * uncaught error and at a signal, each within `exitTimeoutMs`; and after `kill -9` by the next process, with a `spool`.
 *
 * @example
 * configure({ exporter: new BatchExporter(new FileExporter('traces.jsonl'), { delayMs: 1000 }) });
 */
export class BatchExporter implements Exporter {
  /** All that is started here runs silently. Not so a hook that somebody gave. */
  readonly isPassive: boolean;
  readonly #target: BatchTarget;
  readonly #options: BatchOptions;
  readonly #redaction: RunRedaction | undefined;
  readonly #exitTimeoutMs: number;
  readonly #losses: Losses;
  readonly #queue: RunQueue;
  readonly #writer: RunWriter;
  readonly #sample: TraceSample;
  readonly #keeper: TraceKeeper | undefined;
  /** Runs whose start went ahead. */
  readonly #started = new Set<string>();
  readonly #cancelDeparture: () => void;
  #exitDeadline: number | undefined;
  #hasTriedToLeave = false;
  #isClosed = false;

  /** @throws TypeError on unknown options and values out of range. */
  constructor(target: BatchTarget | Exporter, options: BatchOptions = {}) {
    const settings = batchSettings(new.target.name, options);
    this.#target = targetOf(target);
    this.#options = options;
    this.isPassive = options.record === undefined;
    this.#redaction = RunRedaction.of(new.target.name, options);
    this.#exitTimeoutMs = settings.exitTimeoutMs;
    this.#losses = new Losses(`The exporter to ${this.#target.name}`);
    this.#queue = new RunQueue(this.#target, settings, options, this.#losses);
    this.#writer = new RunWriter(this.#target, settings, this.#queue, this.#losses, (writing, packed) =>
      this.#handOn(writing, packed),
    );
    this.#sample = new TraceSample(settings.samplingRate);
    if (options.keep !== undefined) {
      this.#keeper = new TraceKeeper(keepSettings(new.target.name, options.keep), this.#queue);
    }
    const exporter = this;
    this.#cancelDeparture = beforeProcessEnds({
      get hasCargo() {
        return !exporter.#isClosed && !exporter.#hasTriedToLeave && exporter.#hasCargo();
      },
      heedsSignals: options.signals !== false,
      leave: async () => exporter.#leave(),
      leaveAtOnce: () => exporter.#leaveAtOnce(),
    });
  }

  onStart(run: Run): void {
    if (this.#keeper === undefined && this.#options.sendStarts !== true) return;
    if (this.#isClosed || !this.#sample.takes(run)) return;
    if (this.#keeper !== undefined) return this.#keeper.started(run);
    this.#write(run, 'post', true);
  }

  onEnd(run: Run): void {
    if (this.#isClosed || !this.#sample.takes(run)) return;
    const hasStarted = this.#started.size > 0 && this.#started.delete(run.id);
    this.#write(run, hasStarted ? 'patch' : 'post', false);
    if (exiting()) this.#leaveAtOnce();
  }

  /**
   * Resolves when everything that was handed over before the call has arrived.
   *
   * @throws DeliveryError where something has not, or not within `timeoutMs`; it says how many runs, and why.
   */
  async flush(options: DeliveryOptions = {}): Promise<void> {
    const work = this.#settle();
    // Nothing of ours keeps a process alive, but somebody who waits does: at the top level of a module it would end here.
    const alive = setInterval(() => undefined, 2 ** 30);
    try {
      await withinTime(work, options.timeoutMs, '');
    } catch (error) {
      // Also the TypeError of a time that is none.
      if (error instanceof DeliveryError || error instanceof TypeError) throw error;
      const reason = `They were not there within ${String(options.timeoutMs)} ms, and stay on their way.`;
      throw new DeliveryError(this.#what, this.#queue.count, [reason]);
    } finally {
      clearInterval(alive);
    }
  }

  /** As `flush`; afterwards nothing is taken any more, and what has not arrived is given up (and stays in the spool). */
  async shutdown(options?: DeliveryOptions): Promise<void> {
    if (!this.#isClosed) this.#keeper?.decideAll();
    this.#isClosed = true;
    try {
      await this.flush(options);
    } finally {
      this.#cancelDeparture();
      this.#queue.close();
      this.#losses.close();
      await this.#target.close?.();
    }
  }

  /** Takes something about a run of a trace, which is none itself, for targets that know more. @internal */
  protected enqueue(members: RunMembers, kind: PackedKind, traceId: string): void {
    if (this.#isClosed || !this.#sample.has(traceId)) return;
    this.#hasTriedToLeave = false;
    const packed = this.#writer.writeMembers(members, kind);
    if (this.#keeper === undefined) this.#queue.add(packed);
    else this.#keeper.said(traceId, packed.alone());
    if (exiting()) this.#leaveAtOnce();
  }

  /** Whether the start of a run went ahead, and its end is to come. @internal */
  protected hasStarted(run: Run): boolean {
    return !this.#isClosed && this.#started.has(run.id);
  }

  get #what(): string {
    return `Delivery to ${this.#target.name}`;
  }

  #hasCargo(): boolean {
    return !this.#queue.isEmpty || (this.#keeper?.bytes ?? 0) > 0;
  }

  #write(given: Run, kind: PackedKind, isStart: boolean): void {
    try {
      // Before anything is added to it: that is ours.
      const shown = this.#redaction === undefined ? given : this.#redaction.run(given);
      const run = this.#options.record === undefined ? shown : this.#options.record(shown);
      if (run === undefined) return;
      this.#hasTriedToLeave = false;
      this.#writer.write({ given, run, kind, isStart });
    } catch (error) {
      this.#writer.lose({ given, run: given, kind, isStart }, error);
    }
  }

  #handOn({ given, isStart }: Writing, packed: PackedRun | undefined): void {
    if (isStart && packed !== undefined) this.#started.add(given.id);
    if (this.#keeper !== undefined) this.#keeper.ended(given, packed?.alone());
    else if (packed !== undefined) this.#queue.add(packed, isStart);
  }

  async #settle(): Promise<void> {
    await this.#writer.settled();
    const settlements = await this.#queue.settled();
    const reasons = new Set(settlements.flatMap((settlement) => settlement.reasons));
    if (reasons.size === 0) return;
    const lost = settlements.reduce((sum, settlement) => sum + settlement.lost, 0);
    throw new DeliveryError(this.#what, lost, [...reasons]);
  }

  async #leave(): Promise<void> {
    this.#keeper?.decideAll();
    this.#exitDeadline = performance.now() + this.#exitTimeoutMs;
    // What is lost by that is told by those who lose it.
    await this.flush({ timeoutMs: this.#exitTimeoutMs }).catch(() => undefined);
    this.#hasTriedToLeave = this.#hasCargo();
  }

  #leaveAtOnce(): void {
    this.#writer.writeAtOnce();
    this.#keeper?.decideAll();
    this.#exitDeadline ??= performance.now() + this.#exitTimeoutMs;
    this.#queue.exit(Math.max(0, this.#exitDeadline - performance.now()));
    this.#losses.tell();
  }
}
