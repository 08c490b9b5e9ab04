import { isPlainObject } from '../capture/plainObject.js';
import type { Checks } from './checks.js';
import { kindOf, shown } from './describeGiven.js';
import { similarOption } from './similarOption.js';

/**
 * Throws on what is no plain object of known options: a misspelt `processInputs` would let through what it was to hide, and
 * an exporter in place of `{ exporter }` shows no options at all. `where` names the function, and the member if there is one.
 */
export function requireOptions(where: string, options: unknown, checks: Checks): void {
  if (!isPlainObject(options)) throw notOptions(where, options, checks);
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw unknownOption(where, options, name, Object.keys(checks));
    const [what, holds] = check;
    if (value !== undefined && !holds(value)) {
      throw new TypeError(`${where} has the ${name} ${shown(value)}, which is not ${what}.`);
    }
  }
}

function isExporter(value: unknown): boolean {
  return typeof (value as { onEnd?: unknown } | null | undefined)?.onEnd === 'function';
}

function notOptions(where: string, given: unknown, checks: Checks): TypeError {
  const remedy = isExporter(given) && 'exporter' in checks ? `: ${call(where)}({ exporter })` : '';
  return new TypeError(`${where} got ${kindOf(given)} as its options. Pass a plain object${remedy}.`);
}

function unknownOption(where: string, options: object, name: string, names: readonly string[]): TypeError {
  if (isExporter(options) && !names.includes('onEnd')) {
    return new TypeError(`${where} got an exporter as its options. Pass it as one: ${call(where)}({ exporter }).`);
  }
  const similar = similarOption(name, names);
  const meant = similar === undefined ? '' : `; did you mean "${similar}"`;
  return new TypeError(`${where} has an unknown option "${name}"${meant}. Options are: ${names.join(', ')}.`);
}

/** The function without what is explained about it. */
function call(where: string): string {
  return where.split(' ', 1)[0] ?? where;
}
