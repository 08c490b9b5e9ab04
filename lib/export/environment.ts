import { langSmithNames, parseFlag, unquoted, type Variable } from '../environment/variable.js';

function numberFrom(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    return value >= least && value <= most ? value : undefined;
  };
}

export function parseEndpoint(text: string): string | undefined {
  const url = unquoted(text);
  const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isHttp ? url.replace(/\/+$/, '') : undefined;
}

function parseText(text: string): string | undefined {
  return unquoted(text) === '' ? undefined : unquoted(text);
}

/** What HTTP can carry in a header. */
function parseHeaderText(text: string): string | undefined {
  const value = parseText(text);
  return value !== undefined && /^[\x21-\x7e]+$/.test(value) ? value : undefined;
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
  readonly exitTimeoutMs: Variable<number>;
}

/** What exporters read. One place for all: the table in the README is compared with it. */
export const variables: Variables = {
  endpoint: {
    names: langSmithNames('ENDPOINT'),
    meaning: 'where `LangSmithExporter` sends runs',
    fallback: '`https://api.smith.langchain.com`',
    form: 'a URL of http or https',
    parse: parseEndpoint,
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
    form: 'a JSON list of objects with api_url and api_key, or a JSON object of key by URL',
    parse: parseText,
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
  exitTimeoutMs: {
    names: ['TRACENEST_EXIT_TIMEOUT_MS'],
    meaning: 'milliseconds that the end of the process may wait for delivery',
    fallback: '`5000`',
    form: 'a number of milliseconds',
    parse: numberFrom(0, 2 ** 31 - 1),
  },
};
