import { snapshot } from '../capture/snapshot.js';
import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import type { CallOptions } from './callOptions.js';
import { hookFailed, runHook } from './hook.js';
import { endEarly, endWithError, endWithValue, recordOutput } from './outcome.js';

/** What is kept of one stream. A stream may never end, and its run must not grow with it. */
const maxChunks = 10_000;
const maxCharacters = 20_000_000;

/** Told what came out of a generator or stream, and how it ended. The first end counts. */
export interface StreamSink {
  chunk(value: unknown): void;
  done(returned: unknown): void;
  failed(error: unknown): void;
  stopped(status: EndStatus): void;
}

/** Collects the chunks of a stream into the outputs of its run, and ends the run with it. */
export class ChunkLog implements StreamSink {
  readonly #run: RunTree;
  readonly #options: CallOptions;
  readonly #chunks: unknown[] = [];
  #count = 0;
  #characters = 0;

  constructor(run: RunTree, options: CallOptions) {
    this.#run = run;
    this.#options = options;
  }

  chunk(value: unknown): void {
    if (this.#run.endTime !== undefined) return;
    // LangSmith computes the time to the first token from this event's name.
    if (this.#count === 0) this.#run.addEvent('new_token');
    this.#count += 1;
    if (this.#chunks.length >= maxChunks || this.#characters >= maxCharacters) return;
    const kept = this.#options.processChunk === undefined ? value : this.#processed(value);
    if (kept === undefined) return;
    if (typeof kept === 'string') this.#characters += kept.length;
    // An aggregator works on the chunks themselves (message chunks have methods); without one, copies are kept.
    this.#chunks.push(this.#options.aggregator === undefined ? snapshot(kept) : kept);
  }

  done(returned: unknown): void {
    if (this.#run.endTime === undefined) endWithValue(this.#run, this.#options, this.#output(returned));
  }

  failed(error: unknown): void {
    this.#recordPart();
    endWithError(this.#run, this.#options, error);
  }

  stopped(status: EndStatus): void {
    this.#recordPart();
    endEarly(this.#run, this.#options, status);
  }

  /** What came out before the end that was none. */
  #recordPart(): void {
    if (this.#run.endTime === undefined && this.#count > 0)
      recordOutput(this.#run, this.#options, this.#output(undefined));
  }

  #processed(value: unknown): unknown {
    const { processChunk, name } = this.#options;
    const processed = runHook(this.#options, 'processChunk', name, () => processChunk?.(value));
    return processed === hookFailed ? '[withheld: processChunk failed]' : processed;
  }

  #output(returned: unknown): unknown {
    const { aggregator, name } = this.#options;
    const omitted = this.#omitted();
    if (omitted > 0) this.#run.addEvent('chunks-cut', { kept: this.#chunks.length, omitted });
    if (aggregator !== undefined) {
      const aggregated = runHook(this.#options, 'aggregator', name, () => aggregator([...this.#chunks]));
      if (aggregated !== hookFailed) return aggregated;
    }
    const output = aggregator === undefined ? this.#chunks : this.#chunks.map((chunk) => snapshot(chunk));
    if (omitted > 0) output.push(`[Cut: ${omitted} more chunks]`);
    return returned === undefined ? { output } : { output, returned };
  }

  #omitted(): number {
    const isFull = this.#count > maxChunks || this.#characters >= maxCharacters;
    return isFull ? this.#count - this.#chunks.length : 0;
  }
}
