import { streamsFlag } from '../../wire/streamedText.js';

/** What a server says of itself that matters here. What it leaves out, or says wrongly, is as with LangSmith's own. */
export interface ServerInfo {
  readonly multipart: boolean;
  readonly maxRuns: number | undefined;
  readonly maxBytes: number | undefined;
  readonly gzip: boolean;
  readonly zstd: boolean;
  /** Whether it shows what runs stream while they do: ours does. `undefined` before it has answered. */
  readonly streams: boolean | undefined;
}

/** Until the server has answered: nothing waits for that. */
export const assumedInfo: ServerInfo = {
  multipart: true,
  maxRuns: undefined,
  maxBytes: undefined,
  gzip: false,
  zstd: false,
  streams: undefined,
};

function limit(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined;
}

/** Reads the answer of `GET /info`. */
export function parseServerInfo(json: unknown): ServerInfo {
  const { batch_ingest_config: batch, instance_flags: flags } = Object(json) as Record<string, unknown>;
  const ingest = Object(batch) as Record<string, unknown>;
  const features = Object(flags) as Record<string, unknown>;
  return {
    multipart: ingest['use_multipart_endpoint'] !== false,
    maxRuns: limit(ingest['size_limit']),
    maxBytes: limit(ingest['size_limit_bytes']),
    gzip: features['gzip_body_enabled'] === true,
    zstd: features['zstd_compression_enabled'] === true,
    streams: features[streamsFlag] === true,
  };
}
