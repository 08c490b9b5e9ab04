import type { Parameter } from './parameterNames.js';
import { isPlainObject } from './plainObject.js';
import { isImmutable, snapshot } from './snapshot.js';

/** Inputs by name. */
export type Inputs = Record<string, unknown>;

/** Under which names a function's arguments are recorded. */
export type ArgumentNames = readonly Parameter[] | undefined;

/**
 * The arguments of one call, as they are now. The list itself comes back where nothing in it can change: it must be the
 * list of that one call, which nobody else holds.
 */
export function captureArguments(args: readonly unknown[]): readonly unknown[] {
  for (const value of args) if (!isImmutable(value)) return args.map((argument) => snapshot(argument));
  return args;
}

/**
 * The record of a call: by parameter name; an object pattern's properties under their own names; a rest parameter as a
 * list; what went beyond the parameters under `args`. Without names `{ args: […] }`. An argument that was not given is
 * not there.
 */
export function inputsByName(args: readonly unknown[], names: ArgumentNames): Inputs {
  if (args.length === 0) return {};
  if (names === undefined) return { args: [...args] };
  const inputs: Inputs = {};
  let taken = 0;
  for (const parameter of names) {
    if (taken >= args.length) return inputs;
    if (parameter.rest === true) {
      inputs[parameter.name ?? 'args'] = args.slice(taken);
      return inputs;
    }
    addArgument(inputs, parameter, args[taken], taken, names);
    taken += 1;
  }
  if (taken < args.length) inputs[inputs['args'] === undefined ? 'args' : 'moreArgs'] = args.slice(taken);
  return inputs;
}

function addArgument(
  inputs: Inputs,
  parameter: Parameter,
  value: unknown,
  index: number,
  names: readonly Parameter[],
): void {
  if (parameter.pattern !== 'object' || !isPlainObject(value) || clashes(value, inputs, names)) {
    return setInput(inputs, parameter.name ?? `arg${index}`, value);
  }
  for (const [key, member] of Object.entries(value)) setInput(inputs, key, member);
}

/** A parameter may have any name, also `__proto__`, which an assignment would not set. */
function setInput(inputs: Inputs, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(inputs, name, { value, enumerable: true, configurable: true, writable: true });
  } else inputs[name] = value;
}

function clashes(value: Record<string, unknown>, inputs: Inputs, names: readonly Parameter[]): boolean {
  return Object.keys(value).some((key) => Object.hasOwn(inputs, key) || names.some(({ name }) => name === key));
}
