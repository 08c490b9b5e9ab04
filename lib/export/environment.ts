import type { OtlpProtocol } from './otlp/officialExporter.js';
import { langSmithNames, parseFlag, unquoted, type Variable } from '../environment/variable.js';

function numberFrom(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    return value >= least && value <= most ? value : undefined;
  };
}

export function parseUrl(text: string): string | undefined {
  const url = unquoted(text);
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}

/** The base of an API: paths are put behind it. */
export function parseEndpoint(text: string): string | undefined {
  const url = parseUrl(text);
  return url === undefined || /[?#]/.test(url) ? undefined : url.replace(/\/+$/, '');
}

function parseText(text: string): string | undefined {
  return unquoted(text) === '' ? undefined : unquoted(text);
}

/** What HTTP can carry in a header. */
export function parseHeaderText(text: string): string | undefined {
  const value = parseText(text);
  return value !== undefined && /^[\x21-\x7e]+$/.test(value) ? value : undefined;
}

/** As W3C's baggage: `name=value` with commas between. */
function parsePairs(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const entries = unquoted(text)
      .split(',')
      .filter((pair) => pair.trim() !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw new TypeError('no pair');
        return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const;
      });
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}

interface Variables {
  readonly endpoint: Variable<string>;
  readonly apiKey: Variable<string>;
  readonly workspaceId: Variable<string>;
  readonly runsEndpoints: Variable<string>;
  readonly samplingRate: Variable<number>;
  readonly disableCompression: Variable<boolean>;
  readonly spool: Variable<string>;
  readonly spoolBytes: Variable<number>;
  readonly queueBytes: Variable<number>;
  readonly delayMs: Variable<number>;
  readonly sendStarts: Variable<boolean>;
  readonly exitTimeoutMs: Variable<number>;
  readonly otlpTracesEndpoint: Variable<string>;
  readonly otlpEndpoint: Variable<string>;
  readonly otlpHeaders: Variable<Readonly<Record<string, string>>>;
  readonly otlpProtocol: Variable<OtlpProtocol>;
  readonly otlpCompression: Variable<'gzip' | 'none'>;
  readonly otlpService: Variable<string>;
  readonly otlpResource: Variable<Readonly<Record<string, string>>>;
}

const pairs = 'a list of name=value with commas between, values percent-encoded';

/** What a place that is wrong comes to: no other is sent what was meant for it, the key least of all. */
export const nowhere = 'nowhere';
export const nowhereText =
  'none: nothing is sent until it is right; runs are dropped, or wait in the spool where there is one';

/** What exporters read. One place for all: the table in the README is compared with it. */
export const variables: Variables = {
  endpoint: {
    names: langSmithNames('ENDPOINT'),
    meaning: 'where `LangSmithExporter` sends runs',
    fallback: '`https://api.smith.langchain.com`',
    form: 'a URL of http or https, without a query',
    parse: parseEndpoint,
    whenWrong: { value: nowhere, text: nowhereText },
  },
  apiKey: {
    names: langSmithNames('API_KEY'),
    meaning: 'its API key',
    fallback: 'none',
    form: 'a text of visible ASCII characters',
    parse: parseHeaderText,
  },
  workspaceId: {
    names: langSmithNames('WORKSPACE_ID'),
    meaning: 'the workspace, for keys that reach several',
    fallback: 'none',
    form: 'a text of visible ASCII characters',
    parse: parseHeaderText,
  },
  runsEndpoints: {
    names: ['LANGSMITH_RUNS_ENDPOINTS'],
    meaning:
      'several endpoints at once: a JSON list of `{ api_url, api_key, project_name?, primary? }`, or an object of key by URL',
    fallback: 'the one of `LANGSMITH_ENDPOINT`',
    form: 'a JSON list of objects with api_url and api_key, or a JSON object of key by URL, with at least one',
    parse: parseText,
    whenWrong: { value: nowhere, text: nowhereText },
  },
  samplingRate: {
    names: langSmithNames('TRACING_SAMPLING_RATE'),
    meaning: 'the share of traces that `LangSmithExporter` takes',
    fallback: '`1`',
    form: 'a number from 0 to 1',
    parse: numberFrom(0, 1),
  },
  disableCompression: {
    names: langSmithNames('DISABLE_RUN_COMPRESSION'),
    meaning: '`true`: bodies go uncompressed also where the server takes gzip or zstd',
    fallback: '`false`',
    form: 'true or false',
    parse: parseFlag,
  },
  spool: {
    names: ['TRACENEST_SPOOL'],
    meaning: 'a folder in which runs outlive their process',
    fallback: 'none',
    form: 'the path of a folder',
    parse: parseText,
  },
  spoolBytes: {
    names: ['TRACENEST_SPOOL_BYTES'],
    meaning: 'most bytes in that folder',
    fallback: '`268435456`',
    form: 'a number of bytes above 0',
    parse: numberFrom(1, Infinity),
  },
  queueBytes: {
    names: ['TRACENEST_QUEUE_BYTES'],
    meaning: 'most bytes of undelivered runs in memory',
    fallback: '`67108864`',
    form: 'a number of bytes above 0',
    parse: numberFrom(1, Infinity),
  },
  delayMs: {
    names: ['TRACENEST_DELAY_MS'],
    meaning: 'milliseconds that a run waits for company',
    fallback: '`250`',
    form: 'a number of milliseconds',
    parse: numberFrom(0, 2 ** 31 - 1),
  },
  sendStarts: {
    names: ['TRACENEST_SEND_STARTS'],
    meaning: '`true`: starts of runs are sent too, so that they are watched while they go on; `tracenest run` sets it',
    fallback: '`false`',
    form: 'true or false',
    parse: parseFlag,
  },
  exitTimeoutMs: {
    names: ['TRACENEST_EXIT_TIMEOUT_MS'],
    meaning: 'milliseconds that the end of the process may wait for delivery',
    fallback: '`5000`',
    form: 'a number of milliseconds',
    parse: numberFrom(0, 2 ** 31 - 1),
  },
  otlpTracesEndpoint: {
    names: ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    meaning: 'where `OtlpExporter` sends spans, as it is',
    fallback: 'that of `OTEL_EXPORTER_OTLP_ENDPOINT`',
    form: 'a URL of http or https',
    parse: parseUrl,
    whenWrong: { value: nowhere, text: nowhereText },
  },
  otlpEndpoint: {
    names: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    meaning: 'the base of that, before `/v1/traces`',
    fallback: '`http://localhost:4318`',
    form: 'a URL of http or https, without a query',
    parse: parseEndpoint,
    whenWrong: { value: nowhere, text: nowhereText },
  },
  otlpHeaders: {
    names: ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'],
    meaning: 'its headers, such as `api-key=…`',
    fallback: 'none',
    form: pairs,
    parse: parsePairs,
  },
  otlpProtocol: {
    names: ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    meaning: 'how spans are encoded: `http/protobuf` or `http/json`',
    fallback: '`http/protobuf`',
    form: 'http/protobuf or http/json',
    parse: (text) => (text === 'http/protobuf' || text === 'http/json' ? text : undefined),
  },
  otlpCompression: {
    names: ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
    meaning: 'how bodies are compressed: `gzip` or `none`',
    fallback: '`none`',
    form: 'gzip or none',
    parse: (text) => (text === 'gzip' || text === 'none' ? text : undefined),
  },
  otlpService: {
    names: ['OTEL_SERVICE_NAME'],
    meaning: 'the `service.name` of spans',
    fallback: 'the project',
    form: 'a text',
    parse: parseText,
  },
  otlpResource: {
    names: ['OTEL_RESOURCE_ATTRIBUTES'],
    meaning: 'what else is said of the process, such as `deployment.environment=test`',
    fallback: 'nothing',
    form: pairs,
    parse: parsePairs,
  },
};
