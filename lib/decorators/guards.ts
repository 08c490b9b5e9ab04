import { runTypes } from '../run/run.js';
import { knownOptions, unknownOptions } from '../trace/traceableOptions.js';

/** A member's name as the source would show it: `answer`, `#rank`, `[Symbol.iterator]`. */
export function memberName(name: unknown): string {
  return typeof name === 'symbol' ? `[${name.description ?? ''}]` : String(name);
}

/** Whether a second argument is what the standard passes to a decorator, and not a value of the program's. */
export function isDecoratorContext(value: unknown): value is DecoratorContext {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { kind?: unknown }).kind === 'string' &&
    typeof (value as { addInitializer?: unknown }).addInitializer === 'function' &&
    'name' in value
  );
}

/** What a legacy compiler passes: prototype (or class), key, descriptor. */
export function looksLegacy(args: readonly unknown[]): boolean {
  const [, key, descriptor] = args;
  if (args.length < 2 || (typeof key !== 'string' && typeof key !== 'symbol')) return false;
  return descriptor === undefined || typeof descriptor === 'object' || typeof descriptor === 'number';
}

export function legacyError(decorator: string, key: unknown): TypeError {
  return new TypeError(
    `@${decorator} on "${memberName(key)}" was called the way of legacy decorators. ` +
      'It is a standard decorator: remove "experimentalDecorators" from tsconfig.json (with Babel: { "version": "2023-11" }; ' +
      'with swc: "decoratorVersion": "2022-03"; esbuild and tsx follow tsconfig.json).',
  );
}

/** Under a legacy compiler, a class decorator gets the class alone. */
export function legacyClassError(decorator: string, value: unknown): TypeError {
  const name = typeof value === 'function' ? value.name : String(value);
  return new TypeError(
    `@${decorator} got "${name}" and nothing else. On a class it needs options, @${decorator}({ tags: [...] }), and standard ` +
      'decorators: remove "experimentalDecorators" from tsconfig.json. To trace a function, pass a function and not a class.',
  );
}

/** Throws where defaults of a class name the runs of all of its methods alike. */
export function requireNoName(className: unknown, options: object): void {
  if (!('name' in options)) return;
  throw new TypeError(
    `@traceable on the class "${memberName(className)}" has the option "name", which would name the runs of all its methods alike. Give names to the methods.`,
  );
}

const remedies: Readonly<Record<string, string>> = {
  getter: 'A getter cannot be traced without changing what reading it costs. Decorate a method that the getter calls.',
  setter: 'Decorate a method that the setter calls.',
  accessor: 'Decorate a method that works with the value.',
  field: 'Turn it into a method, or wrap the function: `handler = traceable((x) => …, { name: "handler" })`.',
  class:
    'On a class it sets defaults and needs options: @traceable({ tags: [...] }). Decorate the methods to trace them.',
};

/** Throws unless the decorated thing is of one of the kinds, saying what to do instead. */
export function requireKind(
  decorator: string,
  context: DecoratorContext,
  ...kinds: readonly DecoratorContext['kind'][]
): void {
  if (kinds.includes(context.kind)) return;
  throw new TypeError(
    `@${decorator} cannot decorate the ${context.kind} "${memberName(context.name)}". ${remedies[context.kind] ?? ''}`.trimEnd(),
  );
}

/** Throws on options that nobody reads: a misspelt `processInputs` would let through what it was to hide. */
export function requireKnownOptions(decorator: string, member: unknown, options: object): void {
  const [unknown] = unknownOptions(options);
  const where = `@${decorator} on "${memberName(member)}"`;
  if (unknown !== undefined) {
    throw new TypeError(
      `${where} has an unknown option "${unknown}"${suggestion(unknown)}. Options are: ${knownOptions.join(', ')}.`,
    );
  }
  const { runType } = options as { runType?: unknown };
  if (runType !== undefined && !(runTypes as readonly unknown[]).includes(runType)) {
    throw new TypeError(
      `${where} has the runType ${JSON.stringify(runType)}, which is none of ${runTypes.join(', ')}.`,
    );
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

function suggestion(name: string): string {
  const similar = knownOptions.find(
    (known) => normalized(known) === normalized(name) || normalized(known).startsWith(normalized(name)),
  );
  return similar === undefined ? '' : `; did you mean "${similar}"`;
}
