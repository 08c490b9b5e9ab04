import { snapshot } from '../capture/snapshot.js';
import { hookFailed, runHook } from './hook.js';
import type { Outcome } from './outcome.js';
import { endWithError, endWithValue, recordOutput } from './outcome.js';
import type { EndStatus } from '../run/run.js';

/** What is kept of one stream. A stream may never end, and its run must not grow with it. */
export const maxChunks = 10_000;
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
  readonly #outcome: Outcome;
  readonly #chunks: unknown[] = [];
  #count = 0;
  #characters = 0;

  constructor(outcome: Outcome) {
    this.#outcome = outcome;
  }

  chunk(value: unknown): void {
    if (this.#outcome.run.endTime !== undefined) return;
    // LangSmith computes the time to the first token from this event's name.
    if (this.#count === 0) this.#outcome.run.addEvent('new_token');
    this.#count += 1;
    if (this.#chunks.length >= maxChunks || this.#characters >= maxCharacters) return;
    const kept = this.#processed(value);
    if (kept === undefined) return;
    if (typeof kept === 'string') this.#characters += kept.length;
    // An aggregator works on the chunks themselves (message chunks have methods); without one, copies are kept.
    this.#chunks.push(this.#outcome.options.aggregator === undefined ? snapshot(kept) : kept);
  }

  done(returned: unknown): void {
    const { run, options } = this.#outcome;
    if (run.endTime === undefined) endWithValue(run, options, this.#output(returned));
  }

  failed(error: unknown): void {
    const { run, options } = this.#outcome;
    if (run.endTime !== undefined) return;
    if (this.#count > 0) recordOutput(run, options, this.#output(undefined));
    endWithError(run, options, error);
  }

  stopped(status: EndStatus): void {
    const { run, options } = this.#outcome;
    if (run.endTime !== undefined) return;
    if (this.#count > 0) recordOutput(run, options, this.#output(undefined));
    this.#outcome.stopped(status);
  }

  #processed(value: unknown): unknown {
    const { options } = this.#outcome;
    if (options.processChunk === undefined) return value;
    const processed = runHook(options, 'processChunk', options.name, () => options.processChunk?.(value));
    return processed === hookFailed ? '[withheld: processChunk failed]' : processed;
  }

  #output(returned: unknown): unknown {
    const { run, options } = this.#outcome;
    const omitted =
      this.#count > maxChunks || this.#characters >= maxCharacters ? this.#count - this.#chunks.length : 0;
    if (omitted > 0) run.addEvent('chunks-cut', { kept: this.#chunks.length, omitted });
    if (options.aggregator !== undefined) {
      const aggregated = runHook(options, 'aggregator', options.name, () => options.aggregator?.(this.#chunks));
      if (aggregated !== hookFailed) return aggregated;
    }
    const chunks = this.#chunks.map((chunk) => snapshot(chunk));
    if (omitted > 0) chunks.push(`[Cut: ${omitted} more chunks]`);
    return returned === undefined ? { output: chunks } : { output: chunks, returned };
  }
}
