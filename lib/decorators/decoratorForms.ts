import { requireOptions } from '../trace/optionChecks.js';
import {
  isClass,
  isDecoratorContext,
  legacyClassError,
  legacyError,
  looksLegacy,
  memberName,
  requireKind,
} from './guards.js';
import type { OptionsSource, TracedMember } from './tracedFunction.js';
import type { Decorate } from './wrap.js';

/** What is one decorator's own; the forms in which it can be written are the same for all. */
export interface DecoratorRules {
  readonly name: string;
  readonly optionNames: readonly string[];
  /** What stands in for the method or function. With `decorate`, it is a decorator where it is called as one. */
  wrap(member: TracedMember, decorate?: Decorate, context?: ClassMethodDecoratorContext): unknown;
  /** What it does on a class; `false` where it cannot be there. */
  decorateClass?(target: object, context: ClassDecoratorContext, source: OptionsSource): boolean;
}

type AnyFunction = (...args: never[]) => unknown;

/** Applies a decorator, in whichever form it was written: bare, with options, with a function, or as a wrapper. */
export function applyDecorator(rules: DecoratorRules, args: readonly unknown[]): unknown {
  const [first, second] = args;
  const { name } = rules;
  if (looksLegacy(args)) throw legacyError(name, args);
  if (isDecoratorContext(second)) return decorate(rules, first, second, {});
  if (typeof first === 'function') return wrapFunction(rules, first as AnyFunction, second);
  if (first === undefined && args.length <= 1) return decoratorOf(rules, {});
  if (typeof first === 'object' && first !== null && args.length === 1) return decoratorOf(rules, first);
  throw new TypeError(
    `${name} got ${first === null ? 'null' : typeof first}. Use @${name}, @${name}(options) or ${name}(fn, options).`,
  );
}

function decorate(rules: DecoratorRules, value: unknown, context: DecoratorContext, source: OptionsSource): unknown {
  if (context.kind === 'class' && rules.decorateClass?.(value as object, context, source) === true) return undefined;
  requireKind(rules.name, context, 'method');
  const name = memberName(context.name);
  const member = { callable: value as AnyFunction, name, isMethod: true, source };
  return rules.wrap(member, undefined, context as ClassMethodDecoratorContext);
}

function decoratorOf(rules: DecoratorRules, source: object): Decorate {
  return (...args: readonly unknown[]): unknown => {
    const [value, context] = args;
    if (looksLegacy(args)) throw legacyError(rules.name, args);
    if (!isDecoratorContext(context)) throw legacyClassError(rules.name, value);
    requireOptions(`@${rules.name} on "${memberName(context.name)}"`, source, rules.optionNames);
    return decorate(rules, value, context, source);
  };
}

function wrapFunction(rules: DecoratorRules, fn: AnyFunction, options: unknown): unknown {
  if (isClass(fn)) throw legacyClassError(rules.name, fn);
  const name = fn.name === '' ? 'anonymous' : fn.name;
  if (options === undefined) {
    // `@traceable((self, question) => ({ … }))` and `traceable(fn)` look the same until the result is called.
    const asDecorator: Decorate = (value, context) => decorate(rules, value, context, fn as OptionsSource);
    return rules.wrap({ callable: fn, name, isMethod: false, source: {} }, asDecorator);
  }
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `${rules.name}(${name}, …) got ${String(options)} as its options. Pass an object such as { runType: 'tool' }.`,
    );
  }
  requireOptions(`${rules.name} on the function "${name}"`, options, rules.optionNames);
  return rules.wrap({ callable: fn, name, isMethod: false, source: options });
}
