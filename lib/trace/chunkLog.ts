import { isImmutable, snapshot, snapshotWithin, type SizeBudget } from '../capture/snapshot.js';
import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import { Droppable, noLongerDropped } from './abandonment.js';
import type { CallOptions } from './callOptions.js';
import { hookFailed, runHook } from './hook.js';
import { endEarly, endWithError, endWithRecorded, recordOutput } from './outcome.js';
import type { StreamSink } from './streamSink.js';

/** What is kept of one stream. A stream may never end, and its run must not grow with it. */
const maxChunks = 10_000;
const maxSize = 20_000_000;

/** Collects the chunks of a stream into the outputs of its run, and ends the run with it. */
export class ChunkLog extends Droppable implements StreamSink {
  readonly #run: RunTree;
  readonly #options: CallOptions;
  readonly #chunks: unknown[] = [];
  readonly #budget: SizeBudget = { left: maxSize };
  #count = 0;
  #omitted = 0;

  constructor(run: RunTree, options: CallOptions) {
    super();
    this.#run = run;
    this.#options = options;
  }

  chunk(value: unknown): void {
    if (this.#run.endTime !== undefined) return;
    if (this.#count === 0) this.#begin();
    this.#count += 1;
    const kept = this.#options.processChunk === undefined ? value : this.#processed(value);
    if (kept === undefined) return;
    if (this.#chunks.length < maxChunks && this.#budget.left > 0) this.#keep(kept);
    else this.#omitted += 1;
  }

  done(returned: unknown): void {
    noLongerDropped(this);
    if (!this.#run.stop()) return;
    this.#recordChunks(returned);
    endWithRecorded(this.#run, this.#options);
  }

  failed(error: unknown): void {
    noLongerDropped(this);
    this.#recordPart();
    endWithError(this.#run, this.#options, error);
  }

  override stopped(status: EndStatus): void {
    noLongerDropped(this);
    this.#recordPart();
    endEarly(this.#run, this.#options, status);
  }

  #begin(): void {
    // LangSmith computes the time to the first token from this event's name.
    this.#run.addEvent('new_token');
    // What the hook would make of the whole, nobody can tell of a part.
    if (this.#options.processOutputs === undefined) this.#run.announceStream(this.#chunks);
  }

  #keep(chunk: unknown): void {
    const size = typeof chunk === 'string' ? chunk.length + 3 : 8;
    if (isImmutable(chunk) && size <= this.#budget.left) {
      this.#budget.left -= size;
      this.#chunks.push(chunk);
      return;
    }
    const copy = snapshotWithin(chunk, this.#budget);
    // An aggregator works on the chunks themselves: message chunks have methods. The copy has said how large they are.
    this.#chunks.push(this.#options.aggregator === undefined ? copy : chunk);
  }

  /** What came out before the end that was none. */
  #recordPart(): void {
    if (this.#run.endTime === undefined && this.#count > 0) this.#recordChunks(undefined);
  }

  #processed(value: unknown): unknown {
    const { processChunk, name } = this.#options;
    const processed = runHook(this.#options.owner, 'processChunk', name, () => processChunk?.(value));
    return processed === hookFailed ? '[withheld: processChunk failed]' : processed;
  }

  #recordChunks(returned: unknown): void {
    const { aggregator, processOutputs, name } = this.#options;
    if (this.#omitted > 0) this.#run.addEvent('chunks-cut', { kept: this.#chunks.length, omitted: this.#omitted });
    if (aggregator !== undefined) {
      const aggregated = runHook(this.#options.owner, 'aggregator', name, () => aggregator([...this.#chunks]));
      if (aggregated !== hookFailed) return recordOutput(this.#run, this.#options, aggregated);
    }
    const output = aggregator === undefined ? this.#chunks : this.#chunks.map((chunk) => snapshot(chunk));
    if (this.#omitted > 0) output.push(`[Cut: ${this.#omitted} more chunks]`);
    const record = returned === undefined ? { output } : { output, returned: snapshot(returned) };
    // Copies already: what is recorded as it is need not be copied, and cut, once more.
    if (processOutputs === undefined) this.#run.setCapturedOutputs(record);
    else recordOutput(this.#run, this.#options, record);
  }
}
