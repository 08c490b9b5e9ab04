import { reportSeldom } from '../../diagnostics/diagnostic.js';
import type { BatchedRun, BatchTarget, DeliveryOutcome, PlainRequest } from '../batch/batchTarget.js';
import { runOf } from '../batch/runOf.js';
import { HiddenSecrets } from '../hiddenSecrets.js';
import { outcomeOf } from '../langsmith/outcomeOf.js';
import { loadOfficial, type OfficialExporter, type OtlpConnection } from './officialExporter.js';
import type { ExportResult, OtlpSpan, OtlpSpanExporter, SpanResource } from './otlpSpan.js';
import { partialSuccessOf } from './partialSuccess.js';
import { resourceOf, spanOf } from './spanOf.js';

const contentTypes = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** Projects have a resource each; a program that makes up names without end must not gather them. */
const mostResources = 100;

/** More than that of an answer nobody reads. */
const shownLength = 300;

/** What came of sending; with the server's answer, where it is seen. */
interface SendResult extends ExportResult {
  readonly answer?: unknown;
}

/** Spans to an exporter of OpenTelemetry's. */
abstract class SpanTarget implements BatchTarget {
  abstract readonly name: string;
  readonly wantsErrorRecords = true;
  readonly takesAttachments = false;
  readonly #attributes: Readonly<Record<string, string>>;
  readonly #resources = new Map<string, SpanResource>();

  constructor(attributes: Readonly<Record<string, string>>) {
    this.#attributes = attributes;
  }

  async deliver(runs: readonly BatchedRun[], signal: AbortSignal): Promise<DeliveryOutcome> {
    const spans = this.spansOf(runs);
    const result = await new Promise<SendResult>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      this.send(spans, resolve);
    });
    return result.code === 0 ? this.#taken(result.answer) : this.failure(result.error, runs.length);
  }

  abstract close(): Promise<void>;

  protected abstract send(spans: OtlpSpan[], done: (result: SendResult) => void): void;

  /** A text of the server's as it may be told. */
  protected shown(text: string): string {
    return text;
  }

  protected spansOf(runs: readonly BatchedRun[]): OtlpSpan[] {
    return runs.flatMap((batched) => {
      const run = runOf(batched, this);
      return run === undefined ? [] : [spanOf(run, this.#resourceOf(run.projectName))];
    });
  }

  /** The error of OpenTelemetry's exporter has the status as its code, and the answer as its data. */
  protected failure(error: unknown, count: number): DeliveryOutcome {
    const { code, data, message } = Object(error) as Readonly<Record<string, unknown>>;
    if (typeof code !== 'number') return { kind: 'later', reason: `${this.name}: ${String(message)}.` };
    const text = typeof data === 'string' ? data : '';
    return outcomeOf({ status: code, text, retryAfter: null }, count, this.name);
  }

  #taken(answer: unknown): DeliveryOutcome {
    const partial = partialSuccessOf(answer);
    if (partial === undefined) return { kind: 'delivered' };
    const { rejectedSpans: count, errorMessage } = partial;
    const said = this.shown(errorMessage).slice(0, shownLength);
    if (count > 0)
      return {
        kind: 'delivered',
        rejected: { count, reason: `${this.name} rejected them: ${said || 'it does not say why'}.` },
      };
    reportSeldom({ code: 'otlp-warning', message: `${this.name} took what it was sent, and says: ${said}` });
    return { kind: 'delivered' };
  }

  #resourceOf(projectName: string): SpanResource {
    let resource = this.#resources.get(projectName);
    if (resource === undefined) {
      if (this.#resources.size >= mostResources) this.#resources.clear();
      this.#resources.set(projectName, (resource = resourceOf(this.#attributes, projectName)));
    }
    return resource;
  }
}

/** An endpoint for OTLP over HTTP, by OpenTelemetry's own exporters. */
export class OtlpTarget extends SpanTarget {
  readonly name: string;
  readonly #connection: OtlpConnection;
  readonly #secrets: HiddenSecrets;
  #official: OfficialExporter | undefined;

  constructor(connection: OtlpConnection, attributes: Readonly<Record<string, string>>) {
    super(attributes);
    const url = new URL(connection.url);
    const { protocol, host, pathname } = url;
    this.#secrets = new HiddenSecrets(url, connection.headers);
    this.name = `${protocol}//${host}${pathname}`;
    this.#connection = connection;
  }

  requestsFor(runs: readonly BatchedRun[]): readonly PlainRequest[] {
    const { url, headers, protocol } = this.#connection;
    const body = this.#loaded.serialize?.(this.spansOf(runs));
    if (body === undefined) return [];
    return [{ url, method: 'POST', headers: { ...headers, 'content-type': contentTypes[protocol] }, body }];
  }

  async close(): Promise<void> {
    await this.#official?.exporter.shutdown();
  }

  protected send(spans: OtlpSpan[], done: (result: SendResult) => void): void {
    const { exporter, untraced, takeAnswer } = this.#loaded;
    untraced(() => exporter.export(spans, (result) => done({ ...result, answer: takeAnswer() })));
  }

  protected override shown(text: string): string {
    return this.#secrets.outOf(text);
  }

  protected override failure(error: unknown, count: number): DeliveryOutcome {
    const outcome = super.failure(error, count);
    return outcome.kind === 'delivered' ? outcome : { ...outcome, reason: this.shown(outcome.reason) };
  }

  get #loaded(): OfficialExporter {
    return (this.#official ??= loadOfficial(this.#connection));
  }
}

/** An exporter that the user brought. */
export class GivenSpanTarget extends SpanTarget {
  readonly name: string;
  readonly #exporter: OtlpSpanExporter;

  constructor(exporter: OtlpSpanExporter, attributes: Readonly<Record<string, string>>) {
    super(attributes);
    this.name = exporter.constructor.name;
    this.#exporter = exporter;
  }

  async close(): Promise<void> {
    // Not all that people write have one.
    await (this.#exporter as Partial<OtlpSpanExporter>).shutdown?.();
  }

  protected send(spans: OtlpSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, done);
  }
}
