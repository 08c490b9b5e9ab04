import { runTypes } from '../run/run.js';

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnEnd = (value: unknown): boolean => typeof (value as { onEnd?: unknown } | null)?.onEnd === 'function';

const aFunction: Check = ['a function', (value) => typeof value === 'function'];
const aText: Check = ['a string', (value) => typeof value === 'string'];
const texts: Check = [
  'a list of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
];
const anObject: Check = ['an object', isObject];
const anything: Check = ['anything', () => true];

/** Every option of the public functions, and what its value has to be. One name means the same everywhere. */
const checks: Readonly<Record<string, Check>> = {
  name: aText,
  runType: [`one of ${runTypes.join(', ')}`, (value) => (runTypes as readonly unknown[]).includes(value)],
  tags: texts,
  metadata: anObject,
  projectName: aText,
  enabled: ['true or false', (value) => typeof value === 'boolean'],
  exporter: [
    'an exporter, with a method onEnd (configure takes a list of them, too)',
    (value) => (Array.isArray(value) ? value.every(hasOnEnd) : hasOnEnd(value)),
  ],
  argumentNames: texts,
  processInputs: aFunction,
  processOutputs: aFunction,
  processChunk: aFunction,
  aggregator: aFunction,
  extractAttachments: aFunction,
  getInvocationParams: aFunction,
  exceptionsToHandle: [
    'a list of classes',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'function'),
  ],
  onStart: aFunction,
  onEnd: aFunction,
  onDiagnostic: aFunction,
  input: aFunction,
  collect: aFunction,
  inputs: anObject,
  runId: aText,
  config: anObject,
  parent: anything, // It has many forms, and its own reader.
};

/**
 * Throws on options that nobody reads, and on values that mean nothing: a misspelt `processInputs` would let through what
 * it was to hide. `where` names the function, and the member if there is one.
 */
export function requireOptions(where: string, options: unknown, names: readonly string[]): void {
  if (!isObject(options)) throw new TypeError(`${where} got ${shown(options)} as its options. Pass an object.`);
  for (const [name, value] of Object.entries(options as object)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `${where} has an unknown option "${name}"${suggestion(name, names)}. Options are: ${names.join(', ')}.`,
      );
    }
    const [what, holds] = checks[name] ?? anything;
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

function suggestion(name: string, names: readonly string[]): string {
  const similar = similarOption(name, names);
  return similar === undefined ? '' : `; did you mean "${similar}"`;
}

/** The option that a name was probably meant to be. */
export function similarOption(name: string, names: readonly string[]): string | undefined {
  return names.find((known) => isSimilar(normalized(known), normalized(name)));
}

/** Without case and dashes, so that Python's `process_inputs` finds its name here. */
function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function isSimilar(known: string, given: string): boolean {
  return (given.length > 2 && known.startsWith(given)) || (given.length > 3 && editDistance(known, given) <= 2);
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
