import type { Run } from '../../run/run.js';
import type { KeepSettings } from '../batch/batchOptions.js';
import type { PackedRun } from '../batch/packedRun.js';
import { TraceSample } from './traceSample.js';

interface HeldTrace {
  readonly runs: PackedRun[];
  bytes: number;
  /** Runs that have started and not ended. */
  open: number;
  failed: boolean;
  slow: boolean;
  decision: boolean | undefined;
}

/** Where runs go when their trace is kept, and where they outlive the process until then. */
interface KeptRuns {
  add(run: PackedRun): void;
  hold(run: PackedRun): void;
  settle(traceId: string): void;
}

/** Decisions that are remembered for runs that end after their trace was decided. */
const remembered = 10_000;

/**
 * Holds traces until nothing in them runs any more, and then keeps or drops each as a whole: by an error in it, how long
 * its root took, or by chance. What outlives its root follows the decision on it.
 */
export class TraceKeeper {
  readonly #options: KeepSettings;
  readonly #sample: TraceSample;
  readonly #traces = new Map<string, HeldTrace>();
  readonly #queue: KeptRuns;
  #bytes = 0;

  constructor(options: KeepSettings, queue: KeptRuns) {
    this.#options = options;
    this.#sample = new TraceSample(options.share);
    this.#queue = queue;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  started(run: Run): void {
    this.#traceOf(run.traceId).open += 1;
  }

  /** Takes a run that has ended. `packed`: its bytes, in memory of their own; none where it could not be written. */
  ended(run: Run, packed: PackedRun | undefined): void {
    const trace = this.#traceOf(run.traceId);
    trace.open = Math.max(0, trace.open - 1);
    this.#look(trace, run);
    if (packed !== undefined) this.#hold(trace, packed);
    if (trace.decision === undefined && trace.open === 0) this.#decide(run.traceId, trace);
    this.#keepBounds();
  }

  /** Takes what is said about a run: it goes where its trace goes. Who decides on a trace that is not known is not here. */
  said(traceId: string, packed: PackedRun): void {
    const trace = this.#traces.get(traceId);
    if (trace === undefined) return this.#queue.add(packed);
    this.#hold(trace, packed);
    this.#keepBounds();
  }

  /** Decides everything that is held, by what is known. */
  decideAll(): void {
    for (const [traceId, trace] of this.#traces) if (trace.decision === undefined) this.#decide(traceId, trace);
  }

  #traceOf(traceId: string): HeldTrace {
    let trace = this.#traces.get(traceId);
    if (trace === undefined) {
      trace = { runs: [], bytes: 0, open: 0, failed: false, slow: false, decision: undefined };
      this.#traces.set(traceId, trace);
    }
    return trace;
  }

  /** What the run says for keeping its trace. Any run may be slow: the trace's root can be in another process. */
  #look(trace: HeldTrace, run: Run): void {
    if (run.status === 'error') trace.failed = true;
    if ((run.endTime ?? run.startTime) - run.startTime >= this.#options.slowerThanMs) trace.slow = true;
    // An error after a decision to drop keeps at least what comes from now on.
    if (trace.decision === false && this.#speaksFor(trace)) trace.decision = true;
  }

  #speaksFor(trace: HeldTrace): boolean {
    return (trace.failed && this.#options.errors) || trace.slow;
  }

  #hold(trace: HeldTrace, packed: PackedRun): void {
    if (trace.decision === true) return this.#queue.add(packed);
    if (trace.decision === false) return;
    trace.runs.push(packed);
    this.#queue.hold(packed);
    trace.bytes += packed.size;
    this.#bytes += packed.size;
  }

  #decide(traceId: string, trace: HeldTrace): void {
    trace.decision = this.#speaksFor(trace) || this.#sample.has(traceId);
    this.#bytes -= trace.bytes;
    trace.bytes = 0;
    const runs = trace.runs.splice(0);
    if (trace.decision) for (const run of runs) this.#queue.add(run);
    // By the ids that they are written with: a project of the endpoint's own has others.
    for (const written of new Set(runs.map((run) => run.traceId))) this.#queue.settle(written);
  }

  #keepBounds(): void {
    while (this.#bytes > this.#options.maxBytes) this.#decideOldest();
    if (this.#traces.size > remembered) this.#forget();
  }

  #decideOldest(): void {
    for (const [traceId, trace] of this.#traces) {
      if (trace.bytes === 0) continue;
      return this.#decide(traceId, trace);
    }
  }

  /** The oldest decisions; a trace that is still open there is decided. */
  #forget(): void {
    for (const [traceId, trace] of this.#traces) {
      if (this.#traces.size <= remembered / 2) return;
      if (trace.decision === undefined) this.#decide(traceId, trace);
      this.#traces.delete(traceId);
    }
  }
}
