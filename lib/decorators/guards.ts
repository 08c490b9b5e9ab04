import { isPlainObject } from '../capture/plainObject.js';
import { traceableOptionNames } from '../trace/traceableOptions.js';

/** A member's name as the source would show it: `answer`, `#rank`, `[Symbol.iterator]`. */
export function memberName(name: unknown): string {
  return typeof name === 'symbol' ? `[${name.description ?? ''}]` : String(name);
}

const kinds: readonly unknown[] = ['class', 'method', 'getter', 'setter', 'field', 'accessor'];

/**
 * Whether a second argument is what the standard passes to a decorator, and not a value of the program's. Fields got no
 * `addInitializer` in earlier versions of the proposal, which Babel still has.
 */
export function isDecoratorContext(value: unknown): value is DecoratorContext {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, addInitializer, access, setMetadata } = value as Readonly<Record<string, unknown>>;
  const isMade =
    typeof addInitializer === 'function' || typeof access === 'object' || typeof setMetadata === 'function';
  return kinds.includes(kind) && isMade && 'name' in value;
}

/** What a legacy compiler passes: prototype (or class), key, and a descriptor, a parameter's index or nothing. */
export type LegacyArguments = readonly [target: object, key: string | symbol, third?: unknown];

export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a decorator was called the legacy way. `traceable(fn, 'name')` is a mistake of another kind. */
export function looksLegacy(args: readonly unknown[]): args is LegacyArguments {
  const [target, key, third] = args;
  if (args.length < 2 || (typeof key !== 'string' && typeof key !== 'symbol')) return false;
  if (typeof target === 'function' && args.length === 2 && !isClass(target)) return false;
  return third === undefined || typeof third === 'object' || typeof third === 'number';
}

/**
 * Surely a legacy decoration, and no call of a function that happens to take such arguments: the third is the descriptor of
 * the named member or, for a field, nothing or Babel's own, and then the first is where a class has its members.
 */
export function isLegacyDecoration(args: readonly unknown[]): args is LegacyArguments {
  const [target, key, third] = args;
  if (args.length !== 3 || !looksLegacy(args) || Object(target) !== target) return false;
  if (third === undefined) return holdsMembers(target as object);
  if (typeof third !== 'object' || third === null) return false;
  if ('initializer' in third) return 'writable' in third && holdsMembers(target as object);
  return isDescriptor(third, Object.getOwnPropertyDescriptor(target, key as string | symbol));
}

/** A class, or the prototype of one. */
function holdsMembers(target: object): boolean {
  if (isClass(target)) return true;
  const { constructor } = target;
  return Object.hasOwn(target, 'constructor') && typeof constructor === 'function' && constructor.prototype === target;
}

/** Whether a descriptor is that of a member: of a method, or of a getter or setter. */
function isDescriptor(given: PropertyDescriptor, own: PropertyDescriptor | undefined): boolean {
  if (own === undefined) return false;
  const functions = [own.value as unknown, own.get, own.set];
  const hasFunction = functions.some((member) => typeof member === 'function');
  return (
    hasFunction &&
    Object.keys(given).join() === Object.keys(own).join() &&
    [given.value as unknown, given.get, given.set].every((member, index) => member === functions[index])
  );
}

/**
 * Whether it looks as if a legacy compiler had called what computes options as the decorator of a class: a function without
 * a name made options of the class alone.
 */
export function isLegacyClassDecoration(
  compute: { readonly name: string },
  args: readonly unknown[],
  result: unknown,
): boolean {
  if (args.length !== 1 || compute.name !== '' || !isClass(args[0]) || !isPlainObject(result)) return false;
  const names = Object.keys(result);
  return names.length > 0 && names.every((name) => (traceableOptionNames as readonly string[]).includes(name));
}

function legacyKind(third: unknown): string {
  if (typeof third === 'number') return 'parameter';
  if (typeof third !== 'object' || third === null || 'initializer' in third) return 'field';
  if ('value' in third) return 'method';
  return (third as PropertyDescriptor).get === undefined ? 'setter' : 'getter';
}

const remedyForLegacy =
  'It is a standard decorator: remove "experimentalDecorators" from tsconfig.json (with Babel: { "version": "2023-11" }; ' +
  'with swc: "decoratorVersion": "2022-03"; esbuild and tsx follow tsconfig.json).';

export function legacyError(decorator: string, [, key, third]: LegacyArguments): TypeError {
  const kind = legacyKind(third);
  const remedy = kind === 'method' ? '' : ` ${remedies[kind] ?? 'Decorate a method instead.'}`;
  return new TypeError(
    `@${decorator} on the ${kind} "${memberName(key)}" was called the way of legacy decorators. ${remedyForLegacy}${remedy}`,
  );
}

/** Under a legacy compiler, a class decorator gets the class alone. */
export function legacyClassError(decorator: string, value: unknown): TypeError {
  const name = typeof value === 'function' ? value.name : String(value);
  return new TypeError(
    `@${decorator} got the class "${name}" and nothing else: on a class it needs options, @${decorator}({ tags: [...] }), and ` +
      `a compiler set to standard decorators. ${remedyForLegacy} To trace a function, pass a function and not a class.`,
  );
}

/** Throws where defaults of a class say what is a single method's: its runs' name, its arguments' names. */
export function requireNoNames(className: unknown, options: object): void {
  const own = ['name', 'argumentNames'].find((option) => option in options);
  if (own === undefined) return;
  throw new TypeError(
    `@traceable on the class "${memberName(className)}" has the option "${own}", which would be the same for all its methods. Give it to the methods.`,
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
