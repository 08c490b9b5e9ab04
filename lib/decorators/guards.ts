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
 * Surely a legacy decoration, and no call of a function that happens to take such arguments: the third is a whole property
 * descriptor of a method, and that of the named member.
 */
export function isLegacyDecoration(args: readonly unknown[]): args is LegacyArguments {
  const [target, key, third] = args;
  if (args.length !== 3 || typeof third !== 'object' || third === null) return false;
  if ((typeof target !== 'object' && typeof target !== 'function') || target === null) return false;
  if (typeof key !== 'string' && typeof key !== 'symbol') return false;
  const { value } = third as { value?: unknown };
  if (typeof value !== 'function' || Object.keys(third).join() !== 'value,writable,enumerable,configurable')
    return false;
  return Object.getOwnPropertyDescriptor(target, key)?.value === value;
}

function legacyKind(third: unknown): string {
  if (typeof third === 'number') return 'parameter';
  if (typeof third !== 'object' || third === null) return 'field';
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
