import { createRequire } from 'node:module';
import type { OtlpSpan, OtlpSpanExporter } from './otlpSpan.js';

export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** Where spans go, and how. */
export interface OtlpConnection {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: OtlpProtocol;
  readonly compression: 'gzip' | 'none';
  readonly timeoutMs: number;
}

/** OpenTelemetry's own packages, for one protocol. */
export interface OfficialExporter {
  readonly exporter: OtlpSpanExporter;
  /** The body of a request; `undefined` where this release has no such function. */
  readonly serialize: ((spans: readonly OtlpSpan[]) => Uint8Array | undefined) | undefined;
  /** What the server answered to the export that calls back at this moment; asked again, nothing. */
  takeAnswer(): unknown;
  /** Does something of which no instrumentation of OpenTelemetry's makes spans. */
  untraced(work: () => void): void;
}

const packages: Readonly<Record<OtlpProtocol, string>> = {
  'http/protobuf': '@opentelemetry/exporter-trace-otlp-proto',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
};

const serializers: Readonly<Record<OtlpProtocol, string>> = {
  'http/protobuf': 'ProtobufTraceSerializer',
  'http/json': 'JsonTraceSerializer',
};

// `require`, because a missing package has to be told where the exporter is made, and the exit of the process does not wait
// for an import. They are CommonJS themselves.
const requireHere = createRequire(import.meta.url);

function pathOf(protocol: OtlpProtocol): string {
  const name = packages[protocol];
  try {
    return requireHere.resolve(name);
  } catch (cause) {
    throw new Error(
      `OtlpExporter needs the package ${name}, which is not installed where tracenest is. Run: npm install ${name} @opentelemetry/api. Or give it an exporter of your own: new OtlpExporter({ exporter }).`,
      { cause },
    );
  }
}

/** @throws Error where OpenTelemetry's package for this protocol is not installed; the message says what to install. */
export function requireInstalled(protocol: OtlpProtocol): void {
  pathOf(protocol);
}

interface Context {
  setValue(key: symbol, value: unknown): Context;
}
interface Api {
  readonly context: { active(): Context; with(context: Context, work: () => void): void };
}

/** The key that `suppressTracing` of `@opentelemetry/core` sets. */
const suppressed = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

function optional<Module>(load: () => unknown): Module | undefined {
  try {
    return load() as Module;
  } catch {
    return undefined;
  }
}

interface Deserializer {
  deserializeResponse(bytes: Uint8Array): unknown;
}

/**
 * Has the answers of servers seen: an exporter of OpenTelemetry's reads each, only logs where it says that spans were rejected,
 * and calls back as if all were well. There is no hook for that, so the part that reads is put behind one of ours; it does so
 * right before the exporter calls back. Where a release has no such part, answers are not seen, and nothing else is different.
 */
export function watchAnswers(exporter: OtlpSpanExporter): () => unknown {
  let answer: unknown;
  const { _delegate: delegate } = exporter as { _delegate?: { _serializer?: Deserializer } };
  const serializer = delegate?._serializer;
  if (typeof serializer?.deserializeResponse === 'function') {
    const deserializeResponse = (bytes: Uint8Array): unknown => (answer = serializer.deserializeResponse(bytes));
    Object.assign(delegate as object, {
      _serializer: Object.assign(Object.create(serializer) as Deserializer, { deserializeResponse }),
    });
  }
  return () => {
    const taken = answer;
    answer = undefined;
    return taken;
  };
}

/** Loads them, which takes some ten milliseconds: with the first delivery, and not before. */
export function loadOfficial({ url, headers, protocol, compression, timeoutMs }: OtlpConnection): OfficialExporter {
  const path = pathOf(protocol);
  const requireThere = createRequire(path);
  const { OTLPTraceExporter } = requireHere(path) as { OTLPTraceExporter: new (options: object) => OtlpSpanExporter };
  const api = optional<Api>(() => requireThere('@opentelemetry/api'));
  const transformer = optional<
    Readonly<Record<string, { serializeRequest(spans: readonly OtlpSpan[]): Uint8Array | undefined }>>
  >(() => requireThere('@opentelemetry/otlp-transformer'));
  const serializer = transformer?.[serializers[protocol]];
  const exporter = new OTLPTraceExporter({
    url,
    headers,
    compression,
    timeoutMillis: timeoutMs,
    concurrencyLimit: 100,
  });
  return {
    exporter,
    takeAnswer: watchAnswers(exporter),
    serialize: serializer && ((spans) => serializer.serializeRequest(spans)),
    untraced: (work) => {
      if (api === undefined) work();
      else api.context.with(api.context.active().setValue(suppressed, true), work);
    },
  };
}
