import { combineExporters } from '../export/combineExporters.js';
import type { DeliveryOptions, Exporter } from '../export/exporter.js';
import { changeProcessSettings, processSettings, type ProcessSettings } from '../trace/processSettings.js';

/** Settings for the whole process. What is absent stays as it is; `undefined` goes back to the default. */
export interface ConfigureOptions extends Omit<ProcessSettings, 'exporter'> {
  /** Where runs go; several may be given. Default: nowhere, and the tree is still there for your code and for headers. */
  readonly exporter?: Exporter | readonly Exporter[] | undefined;
}

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const checks: Readonly<Record<keyof ConfigureOptions, Check>> = {
  enabled: ['true or false', (value) => typeof value === 'boolean'],
  exporter: ['an Exporter, or a list of them: objects with a method onEnd', (value) => asList(value).every(isExporter)],
  projectName: ['a text that is not empty', (value) => typeof value === 'string' && value !== ''],
  tags: ['a list of strings', (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string')],
  metadata: ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
  onDiagnostic: ['a function', (value) => typeof value === 'function'],
};

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function requireOptions(options: unknown): asserts options is ConfigureOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `configure got ${String(options)}. Pass an object, such as { exporter: new ConsoleExporter() }.`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      throw new TypeError(`configure has no option "${name}". Its options are ${Object.keys(checks).join(', ')}.`);
    }
    const [what, holds] = checks[name as keyof ConfigureOptions];
    if (value !== undefined && !holds(value)) {
      const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
      throw new TypeError(`configure got the ${name} ${shown}, which is not ${what}.`);
    }
  }
}

function isExporter(value: unknown): value is Exporter {
  return typeof value === 'object' && value !== null && typeof (value as { onEnd?: unknown }).onEnd === 'function';
}

function oneExporter(exporter: ConfigureOptions['exporter']): Exporter | undefined {
  if (exporter === undefined) return undefined;
  const all = asList(exporter) as readonly Exporter[];
  return all.length === 1 ? all[0] : combineExporters(...all);
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
  requireOptions(options);
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
