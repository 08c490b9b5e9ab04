import { combineExporters } from '../export/combineExporters.js';
import type { DeliveryOptions, Exporter } from '../export/exporter.js';
import { changeProcessSettings, processSettings, type ProcessSettings } from '../trace/processSettings.js';

/** Settings for the whole process. What is absent stays as it is; `undefined` goes back to the default. */
export interface ConfigureOptions extends Omit<ProcessSettings, 'exporter'> {
  /** Where runs go; several may be given. Default: nowhere, and the tree is still there for your code and for headers. */
  readonly exporter?: Exporter | readonly Exporter[] | undefined;
}

const optionNames: ReadonlySet<string> = new Set<keyof ConfigureOptions>([
  'enabled',
  'exporter',
  'projectName',
  'tags',
  'metadata',
  'onDiagnostic',
]);

function isExporter(value: unknown): value is Exporter {
  return typeof value === 'object' && value !== null && typeof (value as { onEnd?: unknown }).onEnd === 'function';
}

function oneExporter(exporter: ConfigureOptions['exporter']): Exporter | undefined {
  if (exporter === undefined) return undefined;
  const all = (Array.isArray(exporter) ? exporter : [exporter]) as readonly unknown[];
  if (!all.every(isExporter)) {
    throw new TypeError(
      'configure got an exporter without an onEnd method. Pass an Exporter, such as new ConsoleExporter().',
    );
  }
  return all.length === 1 ? all[0] : combineExporters(...all);
}

/**
 * Sets what holds for the whole process where no scope, option or parent says otherwise.
 *
 * The environment is the default: `TRACENEST_TRACING`, or `LANGSMITH_TRACING` and its older names, turn tracing off unless
 * they are `true`; `TRACENEST_PROJECT` or `LANGSMITH_PROJECT` names the project.
 *
 * @throws TypeError on unknown options and on something that is no exporter.
 * @example
 * configure({ exporter: new ConsoleExporter({ colors: true }), projectName: 'docs' });
 */
export function configure(options: ConfigureOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.has(name));
  if (unknown !== undefined) {
    throw new TypeError(`configure has no option "${unknown}". Its options are ${[...optionNames].join(', ')}.`);
  }
  const { exporter, ...others } = options;
  changeProcessSettings('exporter' in options ? { ...others, exporter: oneExporter(exporter) } : others);
}

function configuredExporter(): Exporter | undefined {
  return processSettings().exporter;
}

/** Resolves when everything that the configured exporter was given before the call has arrived. */
export async function flush(options?: DeliveryOptions): Promise<void> {
  await configuredExporter()?.flush?.(options);
}

/** Delivers what is there and takes nothing any more. Tracing goes on without an exporter. */
export async function shutdown(options?: DeliveryOptions): Promise<void> {
  const exporter = configuredExporter();
  changeProcessSettings({ exporter: undefined });
  await exporter?.shutdown?.(options);
}
