import { nameInForce, readVariable } from '../../environment/variable.js';
import { BatchExporter } from '../batch/batchExporter.js';
import { batchOptionNames, type BatchOptions } from '../batch/batchOptions.js';
import type { BatchTarget } from '../batch/batchTarget.js';
import { nowhere, parseUrl, variables } from '../environment.js';
import { NowhereTarget } from '../langsmith/nowhereTarget.js';
import { requireHeaders } from '../requireHeaders.js';
import { requireInstalled, type OtlpProtocol } from './officialExporter.js';
import type { OtlpSpanExporter } from './otlpSpan.js';
import { GivenSpanTarget, OtlpTarget } from './otlpTarget.js';

/** Where spans go, and how. What is not given is read from OpenTelemetry's variables; see the table in the README. */
export interface OtlpExporterOptions extends Omit<BatchOptions, 'sendStarts'> {
  /** The URL that is posted to, as it is. Default `http://localhost:4318/v1/traces`. */
  readonly url?: string | undefined;
  /** Headers of every request, such as `{ authorization: 'Bearer …' }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default `http/protobuf`. */
  readonly protocol?: OtlpProtocol | undefined;
  /** Default `none`. */
  readonly compression?: 'gzip' | 'none' | undefined;
  /** What is said of the process, besides `service.name`. */
  readonly resource?: Readonly<Record<string, string>> | undefined;
  /** Default: the project of the run. */
  readonly serviceName?: string | undefined;
  /** An exporter of OpenTelemetry's (or of somebody else's, for its SDK 2) that takes the spans, in place of all that. */
  readonly exporter?: OtlpSpanExporter | undefined;
}

const connectionOptions = ['url', 'headers', 'protocol', 'compression'] as const;
const ownOptions = [...connectionOptions, 'resource', 'serviceName', 'exporter'] as const;
/** What `requestTimeoutMs` is by default, and what OpenTelemetry's is. */
const longestTimeoutMs = 10_000;

function requireOptions(options: OtlpExporterOptions): void {
  const known: readonly string[] = [...ownOptions, ...batchOptionNames];
  for (const name of Object.keys(options)) {
    if (name === 'sendStarts') throw new TypeError('OtlpExporter: OTLP has no spans that have only started.');
    if (known.includes(name)) continue;
    throw new TypeError(`OtlpExporter has no option ${name}. There are ${known.join(', ')}.`);
  }
  const { url, protocol, compression, exporter } = options;
  if (url !== undefined && (typeof url !== 'string' || parseUrl(url) === undefined)) {
    throw new TypeError('OtlpExporter: url has to be a URL of http or https.');
  }
  if (protocol !== undefined && !['http/protobuf', 'http/json'].includes(protocol)) {
    throw new TypeError('OtlpExporter: protocol is http/protobuf or http/json.');
  }
  if (compression !== undefined && !['gzip', 'none'].includes(compression)) {
    throw new TypeError('OtlpExporter: compression is gzip or none.');
  }
  if (exporter === undefined) return;
  if (typeof exporter.export !== 'function') {
    throw new TypeError("OtlpExporter: exporter has to be a SpanExporter of OpenTelemetry's, with a method export.");
  }
  const shadowed = connectionOptions.find((name) => options[name] !== undefined);
  if (shadowed !== undefined) throw new TypeError(`OtlpExporter: ${shadowed} is the given exporter's to know.`);
}

/** The general endpoint is a base; the one for traces is posted to as it is. */
function urlFromEnvironment(): string {
  const traces = readVariable(variables.otlpTracesEndpoint);
  if (traces !== undefined) return traces;
  const base = readVariable(variables.otlpEndpoint) ?? 'http://localhost:4318';
  return base === nowhere ? nowhere : `${base}/v1/traces`;
}

function targetOf(options: OtlpExporterOptions): BatchTarget {
  requireOptions(options);
  const { exporter, requestTimeoutMs = longestTimeoutMs } = options;
  const serviceName = options.serviceName ?? readVariable(variables.otlpService);
  const attributes = {
    ...readVariable(variables.otlpResource),
    ...options.resource,
    ...(serviceName === undefined ? {} : { 'service.name': serviceName }),
  };
  if (exporter !== undefined) return new GivenSpanTarget(exporter, attributes);
  const url = options.url ?? urlFromEnvironment();
  if (url === nowhere) {
    return new NowhereTarget(nameInForce(variables.otlpTracesEndpoint) ?? nameInForce(variables.otlpEndpoint) ?? '');
  }
  const protocol = options.protocol ?? readVariable(variables.otlpProtocol) ?? 'http/protobuf';
  requireInstalled(protocol);
  const connection = {
    url,
    headers: { ...readVariable(variables.otlpHeaders), ...requireHeaders('OtlpExporter', options.headers) },
    protocol,
    compression: options.compression ?? readVariable(variables.otlpCompression) ?? 'none',
    // Its own retries end before ours begin.
    timeoutMs: Math.max(1, Math.min(longestTimeoutMs, Math.floor(requestTimeoutMs * 0.9))),
  };
  return new OtlpTarget(connection, attributes);
}

function batchOptionsOf(options: OtlpExporterOptions): BatchOptions {
  const entries = Object.entries(options).filter(([name]) => batchOptionNames.includes(name));
  const { queueBytes, delayMs, exitTimeoutMs } = variables;
  return {
    queueBytes: readVariable(queueBytes),
    delayMs: readVariable(delayMs),
    exitTimeoutMs: readVariable(exitTimeoutMs),
    ...(Object.fromEntries(entries) as BatchOptions),
  };
}

/**
 * Sends runs as spans to any backend that takes OTLP over HTTP, through OpenTelemetry's own exporters, which are installed beside
 * this package (`@opentelemetry/exporter-trace-otlp-proto`, or `-http` for JSON, and `@opentelemetry/api`). With the attributes of
 * OTel's GenAI conventions and of OpenInference, and batched as everything is that leaves.
 *
 * @throws Error where OpenTelemetry's package is missing; the message says what to install.
 * @throws TypeError on unknown options and values out of range.
 * @example
 * configure({ exporter: new OtlpExporter({ url: 'https://otlp.example/v1/traces', headers: { 'api-key': key } }) });
 */
export class OtlpExporter extends BatchExporter {
  constructor(options: OtlpExporterOptions = {}) {
    super(targetOf(options), batchOptionsOf(options));
  }
}
