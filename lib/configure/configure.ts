import { combineExporters } from '../export/combineExporters.js';
import type { DeliveryOptions, Exporter } from '../export/exporter.js';
import { redactionOptionNames, type RedactionOptions } from '../capture/redaction/redactionOptions.js';
import { changeProcessRedaction } from '../run/processRedaction.js';
import { withinTime } from '../export/withinTime.js';
import type { Check } from '../options/checks.js';
import { requireOptions as requireChecked } from '../options/requireOptions.js';
import { silently } from '../run/silently.js';
import { requireOptions } from '../trace/optionChecks.js';
import { changeProcessSettings, processSettings, type ProcessSettings } from '../trace/processSettings.js';

/** Settings for the whole process. What is absent stays as it is; `undefined` goes back to the default. */
export interface ConfigureOptions extends Omit<ProcessSettings, 'exporter'>, RedactionOptions {
  /** Where runs go; several may be given. Default: nowhere, and the tree is still there for your code and for headers. */
  readonly exporter?: Exporter | readonly Exporter[] | undefined;
}

const optionNames = [
  'enabled',
  'exporter',
  'projectName',
  'tags',
  'metadata',
  'onDiagnostic',
  ...redactionOptionNames,
] as const;

function oneExporter(exporter: ConfigureOptions['exporter']): Exporter | undefined {
  if (exporter === undefined) return undefined;
  const all = (Array.isArray(exporter) ? exporter : [exporter]) as readonly Exporter[];
  return all.length === 1 ? all[0] : combineExporters(...all);
}

/** Takes what is said about redaction, and gives the rest. Of what is absent nothing changes. */
function withoutRedaction(options: ConfigureOptions): Omit<ConfigureOptions, keyof RedactionOptions> {
  const entries = Object.entries(options);
  const isRedaction = ([name]: readonly [string, unknown]): boolean =>
    (redactionOptionNames as readonly string[]).includes(name);
  const redaction = entries.filter(isRedaction);
  // First of all: where it throws, nothing else has changed either.
  if (redaction.length > 0) changeProcessRedaction(Object.fromEntries(redaction));
  return Object.fromEntries(entries.filter((entry) => !isRedaction(entry)));
}

/**
 * Sets what holds for the whole process where no scope, option or parent says otherwise.
 *
 * The environment is the default: `TRACENEST_TRACING`, else `LANGSMITH_TRACING` and its other names, turn tracing off where
 * they are set and none is `true`; `TRACENEST_PROJECT` or `LANGSMITH_PROJECT` names the project.
 *
 * @throws TypeError on unknown options and on something that is no exporter.
 * @example
 * configure({ exporter: new ConsoleExporter({ colors: true }), projectName: 'docs' });
 */
export function configure(options: ConfigureOptions): void {
  requireOptions('configure', options, optionNames);
  const { exporter, ...others } = withoutRedaction(options);
  changeProcessSettings('exporter' in options ? { ...others, exporter: oneExporter(exporter) } : others);
}

const aTime: Check = ['a number of milliseconds', (value) => typeof value === 'number' && value >= 0];

function requireDeliveryOptions(where: string, options: DeliveryOptions | undefined): void {
  if (options !== undefined) requireChecked(where, options, { timeoutMs: aTime });
}

function configuredExporter(): Exporter | undefined {
  return processSettings().exporter;
}

/** Exporters that heed the time themselves tell what they did not deliver: they are given a moment to. */
const graceMs = 250;

async function deliver(
  member: 'flush' | 'shutdown',
  exporter: Exporter | undefined,
  options: DeliveryOptions | undefined,
): Promise<void> {
  if (exporter === undefined) return;
  const work = silently(async () => exporter[member]?.(options));
  await withinTime(work, options?.timeoutMs, `${member} of the exporter`, graceMs);
}

/**
 * Resolves when everything that the configured exporter was given before the call has arrived.
 *
 * Rejects with what the exporter's own `flush` failed with; where that was not done in `timeoutMs`; and with a TypeError on
 * unknown options.
 */
export async function flush(options?: DeliveryOptions): Promise<void> {
  requireDeliveryOptions('flush', options);
  await deliver('flush', configuredExporter(), options);
}

/** Delivers what is there and takes nothing any more. Tracing goes on without an exporter. Rejects as {@link flush} does. */
export async function shutdown(options?: DeliveryOptions): Promise<void> {
  requireDeliveryOptions('shutdown', options);
  const exporter = configuredExporter();
  changeProcessSettings({ exporter: undefined });
  await deliver('shutdown', exporter, options);
}
