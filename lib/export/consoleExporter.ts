import type { Run } from '../run/run.js';
import type { Exporter } from './exporter.js';
import { runForest } from './runForest.js';
import { treeText, type TreeTextOptions } from './treeText.js';

/** How and where trees are printed. */
export interface ConsoleExporterOptions extends TreeTextOptions {
  /** Takes one text, without a newline at its end. Default: `console.log`. */
  readonly write?: ((text: string) => void) | undefined;
  /** Milliseconds after which a trace that is still going on is shown run by run, as they end. Default: 2000. */
  readonly liveAfterMs?: number | undefined;
}

/** Runs of one trace that are kept until it can be printed. */
const maxRuns = 10_000;

/** One trace that is going on. */
interface OpenTrace {
  readonly started: number;
  readonly runs: Map<string, Run>;
  omitted: number;
}

/**
 * Prints every trace as a tree when its root ends; of a trace that takes longer than `liveAfterMs`, also every run as it
 * ends. Runs that end after their root are printed on their own.
 */
export class ConsoleExporter implements Exporter {
  readonly #options: ConsoleExporterOptions;
  readonly #open = new Map<string, OpenTrace>();

  constructor(options: ConsoleExporterOptions = {}) {
    this.#options = options;
  }

  onStart(run: Run): void {
    let trace = this.#open.get(run.traceId);
    if (trace === undefined) {
      trace = { started: run.startTime, runs: new Map(), omitted: 0 };
      this.#open.set(run.traceId, trace);
    }
    if (trace.runs.size < maxRuns) trace.runs.set(run.id, run);
    else trace.omitted += 1;
  }

  onEnd(run: Run): void {
    const trace = this.#open.get(run.traceId);
    if (trace === undefined) return this.#print([run]);
    if (!isTop(run, trace)) return this.#printIfLate(run, trace);
    this.#open.delete(run.traceId);
    this.#print(trace.runs.values(), trace.omitted);
  }

  /** Prints what is still going on. */
  async flush(): Promise<void> {
    for (const trace of this.#open.values()) this.#print(trace.runs.values(), trace.omitted);
    return Promise.resolve();
  }

  async shutdown(): Promise<void> {
    await this.flush();
    this.#open.clear();
  }

  #printIfLate(run: Run, trace: OpenTrace): void {
    const { liveAfterMs = 2000 } = this.#options;
    if ((run.endTime ?? 0) - trace.started < liveAfterMs) return;
    const depth = run.dottedOrder.split('.').length - 1;
    this.#write(`${'  '.repeat(depth)}${treeText([{ run, children: [] }], this.#options)}`);
  }

  #print(runs: Iterable<Run>, omitted = 0): void {
    const text = treeText(runForest(runs), this.#options);
    this.#write(omitted === 0 ? text : `${text}\n… ${omitted} more runs`);
  }

  #write(text: string): void {
    if (this.#options.write !== undefined) this.#options.write(text);
    else (globalThis as { console?: { log?: (text: string) => void } }).console?.log?.(text);
  }
}

/** Whether a run is the topmost of its trace here: its root, or what this process was called for. */
function isTop(run: Run, trace: OpenTrace): boolean {
  return run.parentRunId === undefined || !trace.runs.has(run.parentRunId);
}
