import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { redactionOptionNames } from '../../capture/redaction/redactionOptions.js';
import type { Run } from '../../run/run.js';
import { processRedaction } from '../../run/processRedaction.js';
import { RunRedaction } from '../../run/runRedaction.js';
import { BatchExporter } from '../batch/batchExporter.js';
import { batchOptionNames, type BatchOptions } from '../batch/batchOptions.js';
import type { BatchTarget } from '../batch/batchTarget.js';
import { combineExporters } from '../combineExporters.js';
import { readVariable } from '../../environment/variable.js';
import { variables } from '../environment.js';
import type { DeliveryOptions, Exporter } from '../exporter.js';
import { plainRun } from '../plainRun.js';
import { endpointMembers, type LangSmithEndpoint } from './endpoint.js';
import type { Feedback } from './feedback.js';
import { feedbackMembers, feedbackRecord, type FeedbackRecord } from './feedbackRecord.js';
import { hasZstd } from './compress.js';
import type { Compression } from './compression.js';
import { LangSmithTarget, type LangSmithTargetOptions } from './langSmithTarget.js';
import { NowhereTarget } from './nowhereTarget.js';
import { resolveEndpoints, type Place } from './resolveEndpoints.js';
import { requireHeaders } from '../requireHeaders.js';
import { renamingProject, replicaId, replicaOf } from './replica.js';
import { StreamFeed, type StreamTarget } from './streamFeed.js';

/** Where runs go, and how. What is not given is read from the environment; see the table in the README. */
export interface LangSmithExporterOptions extends BatchOptions, Partial<LangSmithEndpoint> {
  /** Several endpoints at once, instead of one; each has a queue of its own, so that none holds up the others. */
  readonly endpoints?: readonly LangSmithEndpoint[] | undefined;
  /** How bodies are compressed. Default `auto`: as the server says that it takes it. */
  readonly compression?: Compression | undefined;
  /** Headers for every request besides those that are needed. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In place of Node's HTTP: for proxies, other runtimes, tests. */
  readonly fetch?: typeof fetch | undefined;
}

const ownOptions = [...endpointMembers, 'endpoints', 'compression', 'headers', 'fetch'] as const;
const compressions: readonly Compression[] = ['auto', 'gzip', 'zstd', 'none'];

class EndpointExporter extends BatchExporter {
  readonly #endpoint: LangSmithEndpoint;
  readonly #feed: StreamFeed | undefined;

  constructor(endpoint: LangSmithEndpoint, target: BatchTarget & StreamTarget, options: BatchOptions) {
    super(target, { ...options, record: recordFor(endpoint, options) });
    this.#endpoint = endpoint;
    // Somebody who changes runs, or wants requests at certain times only, is not to be passed by.
    if (options.record === undefined && options.manualFlush !== true) {
      this.#feed = new StreamFeed(target, (run) => placeIn(endpoint, run));
    }
  }

  /** Only what the server knows of: not what is left out by sampling, or held until it is known whether it is kept. */
  onStream(run: Run, chunks: readonly unknown[]): boolean {
    return this.hasStarted(run) && this.#feed?.follow(run, chunks) === true;
  }

  override async shutdown(options?: DeliveryOptions): Promise<void> {
    this.#feed?.close();
    await super.shutdown(options);
  }

  sendFeedback(record: FeedbackRecord): void {
    this.enqueue(feedbackMembers(record, this.#endpoint), 'feedback', record.traceId);
  }
}

function targetOf(place: Place, options: LangSmithTargetOptions): BatchTarget & StreamTarget {
  const { wrongVariable } = place;
  return wrongVariable === undefined ? new LangSmithTarget(place, options) : new NowhereTarget(wrongVariable);
}

function checkOptions(options: LangSmithExporterOptions): void {
  const known: readonly string[] = [...ownOptions, ...batchOptionNames];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`LangSmithExporter has no option ${name}. There are ${known.join(', ')}.`);
  }
  if (options.compression !== undefined && !compressions.includes(options.compression)) {
    throw new TypeError(`LangSmithExporter: compression is one of ${compressions.join(', ')}.`);
  }
  if (options.compression === 'zstd' && !hasZstd) {
    throw new TypeError('LangSmithExporter: compression zstd needs Node 22.15 or newer. Give gzip, or auto.');
  }
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw new TypeError('LangSmithExporter: fetch is a function such as the one that is built in.');
  }
}

/** The options that the environment can give too. */
function withEnvironment({
  fetch: _,
  endpoints: __,
  headers: ___,
  compression: ____,
  ...options
}: LangSmithExporterOptions) {
  // Redaction happens once for all endpoints, before a run goes to each of them.
  const elsewhere: readonly string[] = [...endpointMembers, ...redactionOptionNames];
  const batch = Object.fromEntries(
    Object.entries(options).filter(([name]) => !elsewhere.includes(name)),
  ) as BatchOptions;
  const { samplingRate, spool, spoolBytes, queueBytes, delayMs, sendStarts, exitTimeoutMs } = variables;
  return {
    ...batch,
    samplingRate: batch.samplingRate ?? readVariable(samplingRate),
    spool: batch.spool ?? readVariable(spool),
    spoolBytes: batch.spoolBytes ?? readVariable(spoolBytes),
    queueBytes: batch.queueBytes ?? readVariable(queueBytes),
    delayMs: batch.delayMs ?? readVariable(delayMs),
    sendStarts: batch.sendStarts ?? readVariable(sendStarts),
    exitTimeoutMs: batch.exitTimeoutMs ?? readVariable(exitTimeoutMs),
  };
}

/** A folder for each endpoint: what waits for one is not the other's. It outlives the process, so its name is fixed. */
function spoolFor(spool: string | undefined, { endpoint, workspaceId, projectName }: LangSmithEndpoint, count: number) {
  if (spool === undefined || count === 1) return spool;
  const place = JSON.stringify([endpoint, workspaceId, projectName]);
  return join(spool, createHash('sha256').update(place).digest('hex').slice(0, 16));
}

/** Where a run is found there. */
function placeIn(endpoint: LangSmithEndpoint, { id, traceId, projectName }: Run): Pick<Run, 'id' | 'traceId'> {
  const project = renamingProject(endpoint, projectName);
  if (project === undefined) return { id, traceId };
  return { id: replicaId(id, project), traceId: replicaId(traceId, project) };
}

/** What becomes of a run on its way to an endpoint, in this order: the user's own, the note on sampling, the replica's. */
function recordFor(endpoint: LangSmithEndpoint, options: BatchOptions): BatchOptions['record'] {
  const { projectName, primary } = endpoint;
  const { samplingRate, record } = options;
  const note = samplingRate === undefined ? undefined : { ls_tracing_sample_rate: samplingRate };
  if (projectName === undefined && primary !== false && note === undefined) return record;
  return (given: Run): Run | undefined => {
    const run = record === undefined ? given : record(given);
    if (run === undefined) return undefined;
    const noted = note === undefined ? run : plainRun(run, { metadata: { ...run.metadata, ...note } });
    const project = renamingProject(endpoint, run.projectName);
    if (project !== undefined) return replicaOf(noted, project);
    return projectName === undefined || projectName === run.projectName ? noted : plainRun(noted, { projectName });
  };
}

/**
 * Sends runs to LangSmith, or to any server that speaks its ingest API: in batches, in the background, compressed as the
 * server takes it, again where that can help, and over several endpoints at once where wanted.
 *
 * @throws TypeError on unknown options and values out of range. Wrong variables in the environment are told, and left out.
 * @example
 * configure({ exporter: new LangSmithExporter() }); // LANGSMITH_API_KEY in the environment
 */
export class LangSmithExporter implements Exporter {
  readonly isPassive: boolean;
  readonly #pipelines: readonly EndpointExporter[];
  readonly #all: Exporter;
  readonly #redaction: RunRedaction | undefined;

  constructor(options: LangSmithExporterOptions = {}) {
    checkOptions(options);
    this.#redaction = RunRedaction.of('LangSmithExporter', options);
    const endpoints = resolveEndpoints(options, options.endpoints);
    const batch = withEnvironment(options);
    const targetOptions: LangSmithTargetOptions = {
      compression: options.compression ?? (readVariable(variables.disableCompression) === true ? 'none' : 'auto'),
      headers: requireHeaders('LangSmithExporter', options.headers),
      fetch: options.fetch,
    };
    this.#pipelines = endpoints.map(
      (endpoint) =>
        new EndpointExporter(endpoint, targetOf(endpoint, targetOptions), {
          ...batch,
          spool: spoolFor(batch.spool, endpoint, endpoints.length),
        }),
    );
    const [only] = this.#pipelines;
    this.#all = this.#pipelines.length === 1 && only !== undefined ? only : combineExporters(...this.#pipelines);
    this.isPassive = this.#all.isPassive === true;
  }

  onStart(run: Run): void {
    this.#all.onStart?.(this.#shown(run));
  }

  onEnd(run: Run): void {
    this.#all.onEnd(this.#shown(run));
  }

  /** @internal */
  onStream(run: Run, chunks: readonly unknown[]): boolean {
    // A subclass may hide at the end what was not there at the start.
    const isChanged = this.onEnd !== LangSmithExporter.prototype.onEnd;
    if (isChanged || this.#redaction !== undefined) return false;
    return this.#pipelines.map((pipeline) => pipeline.onStream(run, chunks)).includes(true);
  }

  /**
   * Sends what somebody says about a run: redacted as runs are, and where the run goes. Of a trace that is not in the sample, or
   * that `keep` drops, it is not sent; of one that is not decided yet, it waits with it.
   *
   * @throws TypeError where it says not which run it is about.
   * @example
   * exporter.createFeedback({ runId: run.id, traceId: run.traceId, key: 'helpful', score: 1, comment: 'Thanks!' });
   */
  createFeedback(feedback: Feedback): void {
    const record = feedbackRecord(feedback, [processRedaction(), this.#redaction]);
    for (const pipeline of this.#pipelines) pipeline.sendFeedback(record);
  }

  async flush(options?: DeliveryOptions): Promise<void> {
    await this.#all.flush?.(options);
  }

  async shutdown(options?: DeliveryOptions): Promise<void> {
    await this.#all.shutdown?.(options);
  }

  #shown(run: Run): Run {
    return this.#redaction === undefined ? run : this.#redaction.run(run);
  }
}
