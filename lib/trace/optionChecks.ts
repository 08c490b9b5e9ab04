import { aFunction, anObject, anything, aSwitch, aText, texts, type Check, type Checks } from '../options/checks.js';
import { requireOptions as requireChecked } from '../options/requireOptions.js';
import { descriptionChecks } from '../run/descriptionChecks.js';

const hasOnEnd = (value: unknown): boolean => typeof (value as { onEnd?: unknown } | null)?.onEnd === 'function';

const anExporter: Check = [
  'an exporter, with a method onEnd (configure takes a list of them, too)',
  (value) => (Array.isArray(value) ? value.every(hasOnEnd) : hasOnEnd(value)),
];

const classes: Check = [
  'a list of classes',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'function'),
];

/** Every option of the public functions, and what its value has to be. One name means the same everywhere. */
const checks = {
  ...descriptionChecks,
  enabled: aSwitch,
  exporter: anExporter,
  argumentNames: texts,
  processInputs: aFunction,
  processOutputs: aFunction,
  processChunk: aFunction,
  aggregator: aFunction,
  extractAttachments: aFunction,
  getInvocationParams: aFunction,
  exceptionsToHandle: classes,
  onStart: aFunction,
  onEnd: aFunction,
  onDiagnostic: aFunction,
  input: aFunction,
  collect: aFunction,
  runId: aText,
  config: anObject,
  parent: anything, // It has many forms, and its own reader.
} satisfies Checks;

/** Throws on options that nobody reads, and on values that mean nothing. */
export function requireOptions(where: string, options: unknown, names: readonly string[]): void {
  const known: Checks = checks;
  requireChecked(where, options, Object.fromEntries(names.map((name) => [name, known[name] ?? anything])));
}
