import { runTypes } from '../run/run.js';
import { knownOptions, unknownOptions, type TraceableOptions } from '../trace/traceableOptions.js';

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isFunction: Check = ['a function', (value) => typeof value === 'function'];
const isText: Check = ['a string', (value) => typeof value === 'string'];
const isTexts: Check = [
  'a list of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
];
const isRecord: Check = ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)];

const checks: Readonly<Record<keyof TraceableOptions, Check>> = {
  name: isText,
  runType: [`one of ${runTypes.join(', ')}`, (value) => (runTypes as readonly unknown[]).includes(value)],
  tags: isTexts,
  metadata: isRecord,
  projectName: isText,
  enabled: ['true or false', (value) => typeof value === 'boolean'],
  exporter: [
    'an exporter, with a method onEnd',
    (value) => typeof (value as { onEnd?: unknown } | null)?.onEnd === 'function',
  ],
  argumentNames: isTexts,
  processInputs: isFunction,
  processOutputs: isFunction,
  processChunk: isFunction,
  aggregator: isFunction,
  extractAttachments: isFunction,
  getInvocationParams: isFunction,
  exceptionsToHandle: [
    'a list of classes',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'function'),
  ],
  onStart: isFunction,
  onEnd: isFunction,
};

/** Throws on options that nobody reads: a misspelt `processInputs` would let through what it was to hide. */
export function requireKnownOptions(where: string, options: object): void {
  const [unknown] = unknownOptions(options);
  if (unknown !== undefined) {
    throw new TypeError(
      `${where} has an unknown option "${unknown}"${suggestion(unknown)}. Options are: ${knownOptions.join(', ')}.`,
    );
  }
  for (const [name, [what, holds]] of Object.entries(checks)) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && !holds(value)) {
      throw new TypeError(`${where} has the ${name} ${shown(value)}, which is not ${what}.`);
    }
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'function') return `[Function: ${value.name || 'anonymous'}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function suggestion(name: string): string {
  const similar = knownOptions.find((known) => isSimilar(normalized(known), normalized(name)));
  return similar === undefined ? '' : `; did you mean "${similar}"`;
}

/** Without case and dashes, so that Python's `process_inputs` finds its name here. */
function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function isSimilar(known: string, given: string): boolean {
  return (given.length > 2 && known.startsWith(given)) || editDistance(known, given) <= 2;
}

/** How many letters have to be changed, added or taken away (Levenshtein). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const changed = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
