import { redactionOptionNames, type RedactionOptions } from '../../capture/redaction/redactionOptions.js';
import type { Run } from '../../run/run.js';

/** Which traces are kept, decided when their root has ended. Without it, all are. */
export interface KeepOptions {
  /** Traces in which a run failed. Default `true`. */
  readonly errors?: boolean | undefined;
  /** Traces whose root took at least so many milliseconds. Default: how long it took does not matter. */
  readonly slowerThanMs?: number | undefined;
  /** Of the rest, a share from 0 to 1; by trace id, so that services that share a trace agree. Default 0. */
  readonly share?: number | undefined;
  /** Bytes of undecided traces in memory; beyond, the oldest are decided by what is known. Default 32 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * How runs are gathered, bounded and brought away. What is redacted here is redacted for this exporter alone, on top of what
 * `configure` and the environment say for all.
 */
export interface BatchOptions extends RedactionOptions {
  /** Most runs in one delivery; the target's own limit counts where it is lower. Default 100. */
  readonly batchRuns?: number | undefined;
  /** Most bytes in one delivery; the target's own limit counts where it is lower. Default 8 MiB. */
  readonly batchBytes?: number | undefined;
  /** Milliseconds that a run waits for company. Default 250. */
  readonly delayMs?: number | undefined;
  /** Most bytes of runs in memory, waiting or on their way; what comes beyond is dropped and told. Default 64 MiB. */
  readonly queueBytes?: number | undefined;
  /** Most runs in memory. Default 100,000. */
  readonly queueRuns?: number | undefined;
  /** Deliveries under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  /** Milliseconds that one delivery, or the reading of one attachment, may take before it counts as failed. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Most bytes of one attachment that is read from a file or a stream; a longer one is left out, and says so. Default 20 MiB. */
  readonly attachmentBytes?: number | undefined;
  /** How long runs that are only in memory are tried again, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /** Whether the start of a run is sent too, so that it can be watched while it goes on. Default `false`. */
  readonly sendStarts?: boolean | undefined;
  /** Nothing is sent but by `flush`, `shutdown` and the end of the process. Default `false`. */
  readonly manualFlush?: boolean | undefined;
  /** Is given a promise of every delivery as it begins: for platforms that stop a function when it has answered. */
  readonly waitUntil?: ((delivery: Promise<void>) => void) | undefined;
  /** Milliseconds that the end of the process may wait for delivery; 0: not at all. Default 5,000. */
  readonly exitTimeoutMs?: number | undefined;
  /** Whether SIGTERM, SIGINT and SIGHUP wait for delivery before they end the process. Default `true`. */
  readonly signals?: boolean | undefined;
  /** Share of the traces that are taken at all, from 0 to 1, by LangSmith's algorithm on the trace id. Default 1. */
  readonly samplingRate?: number | undefined;
  /** Which traces are kept when their root has ended. Default: all. */
  readonly keep?: KeepOptions | undefined;
  /** A folder in which runs are before they count as taken, so that they outlive the process. Default: none. */
  readonly spool?: string | undefined;
  /** Most bytes in the spool's folder, all processes together. Default 256 MiB. */
  readonly spoolBytes?: number | undefined;
  /** What to make of every run before anything else is done with it; `undefined` leaves it out. Not for users yet. @internal */
  readonly record?: ((run: Run) => Run | undefined) | undefined;
}

/** The options with their defaults. */
export interface BatchSettings {
  readonly batchRuns: number;
  readonly batchBytes: number;
  readonly delayMs: number;
  readonly queueBytes: number;
  readonly queueRuns: number;
  readonly concurrency: number;
  readonly requestTimeoutMs: number;
  readonly attachmentBytes: number;
  readonly retryForMs: number;
  readonly exitTimeoutMs: number;
  readonly spoolBytes: number;
  readonly samplingRate: number;
}

interface NumberRule {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

const mebibyte = 2 ** 20;
const forever = 2 ** 31 - 1;

const rules: Readonly<Record<keyof BatchSettings, NumberRule>> = {
  batchRuns: { fallback: 100, least: 1, most: 100_000 },
  batchBytes: { fallback: 8 * mebibyte, least: 1, most: 1024 * mebibyte },
  delayMs: { fallback: 250, least: 0, most: forever },
  queueBytes: { fallback: 64 * mebibyte, least: 1, most: Infinity },
  queueRuns: { fallback: 100_000, least: 1, most: Infinity },
  concurrency: { fallback: 4, least: 1, most: 100 },
  requestTimeoutMs: { fallback: 30_000, least: 1, most: forever },
  attachmentBytes: { fallback: 20 * mebibyte, least: 0, most: 1024 * mebibyte },
  retryForMs: { fallback: 300_000, least: 0, most: Infinity },
  exitTimeoutMs: { fallback: 5_000, least: 0, most: forever },
  spoolBytes: { fallback: 256 * mebibyte, least: 1, most: Infinity },
  samplingRate: { fallback: 1, least: 0, most: 1 },
};

const flags = ['sendStarts', 'manualFlush', 'signals'] as const;
const others = ['waitUntil', 'keep', 'spool', 'record'] as const;

/** All names of {@link BatchOptions}, for exporters that have options of their own besides. */
export const batchOptionNames: readonly string[] = [
  ...Object.keys(rules),
  ...flags,
  ...others,
  ...redactionOptionNames,
];

const keepRules: Readonly<Record<'slowerThanMs' | 'share' | 'maxBytes', NumberRule>> = {
  slowerThanMs: { fallback: Infinity, least: 0, most: Infinity },
  share: { fallback: 0, least: 0, most: 1 },
  maxBytes: { fallback: 32 * mebibyte, least: 1, most: Infinity },
};

/** {@link KeepOptions} with everything in it. */
export type KeepSettings = Readonly<Record<keyof typeof keepRules, number>> & { readonly errors: boolean };

/** Checks names and values. `owner` is who the error speaks of. */
export function keepSettings(owner: string, keep: unknown): KeepSettings {
  const names = ['errors', ...Object.keys(keepRules)];
  const isBag = typeof keep === 'object' && keep !== null && !Array.isArray(keep);
  const unknown = isBag ? Object.keys(keep).find((name) => !names.includes(name)) : undefined;
  if (!isBag || unknown !== undefined) {
    const what = unknown === undefined ? String(keep) : `an object with ${unknown}`;
    throw new TypeError(`${owner}: keep is ${what}. Give an object of ${names.join(', ')}.`);
  }
  const { errors = true, ...numbers } = keep as Record<string, unknown>;
  if (typeof errors !== 'boolean')
    throw new TypeError(`${owner}: keep.errors is ${String(errors)}. Give true or false.`);
  const checked = Object.entries(keepRules).map(([name, rule]) => {
    return [name, checkedNumber(owner, `keep.${name}`, numbers[name], rule)] as const;
  });
  return { ...(Object.fromEntries(checked) as Omit<KeepSettings, 'errors'>), errors };
}

function checkedNumber(owner: string, name: string, value: unknown, { fallback, least, most }: NumberRule): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new TypeError(`${owner}: ${name} is ${String(value)}. Give a number from ${least} to ${most}.`);
}

/** Checks names and values. `owner` is who the error speaks of. */
export function batchSettings(owner: string, options: BatchOptions): BatchSettings {
  for (const name of Object.keys(options)) {
    if (batchOptionNames.includes(name)) continue;
    throw new TypeError(`${owner} has no option ${name}. There are ${batchOptionNames.join(', ')}.`);
  }
  for (const name of flags) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'boolean') {
      throw new TypeError(`${owner}: ${name} is ${String(value)}. Give true or false.`);
    }
  }
  const { waitUntil } = options as { waitUntil?: unknown };
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw new TypeError(`${owner}: waitUntil is ${String(waitUntil)}. Give a function that takes a promise.`);
  }
  if (options.spool !== undefined && (typeof options.spool !== 'string' || options.spool === '')) {
    throw new TypeError(`${owner}: spool needs the path of a folder.`);
  }
  const checked = Object.entries(rules).map(([name, rule]) => {
    const value: unknown = options[name as keyof BatchSettings];
    return [name, checkedNumber(owner, name, value, rule)] as const;
  });
  return Object.fromEntries(checked) as unknown as BatchSettings;
}
