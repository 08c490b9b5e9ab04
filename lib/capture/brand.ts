/**
 * What kind of built-in a value is, also where it comes from another realm (a `vm` context, an iframe) whose classes are
 * others. The tag is asked first because it is cheap; it can be anybody's word, so the built-in has to confirm it.
 */
export type Brand = 'Map' | 'Set' | 'RegExp' | 'ArrayBuffer' | 'Number' | 'String' | 'Boolean';

function confirms(check: (value: never) => unknown, value: object): boolean {
  try {
    check(value as never);
    return true;
  } catch {
    return false;
  }
}

const size = (prototype: object): ((value: never) => unknown) => {
  const getter = Object.getOwnPropertyDescriptor(prototype, 'size')?.get as (this: unknown) => unknown;
  return (value) => getter.call(value);
};

// `flags` and `exec` can be overridden and change `lastIndex`; the getter of `source` only looks.
const sourceOf = Object.getOwnPropertyDescriptor(RegExp.prototype, 'source')?.get as (this: unknown) => unknown;

const confirmations: Readonly<Record<Brand, (value: never) => unknown>> = {
  Map: size(Map.prototype),
  Set: size(Set.prototype),
  RegExp: (value: RegExp) => sourceOf.call(value),
  ArrayBuffer: (value: ArrayBuffer) => ArrayBuffer.prototype.slice.call(value, 0, 0),
  Number: (value) => Number.prototype.valueOf.call(value),
  String: (value) => String.prototype.valueOf.call(value),
  Boolean: (value) => Boolean.prototype.valueOf.call(value),
};

export function brandOf(value: object): Brand | undefined {
  const brand = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (!Object.hasOwn(confirmations, brand)) return undefined;
  return confirms(confirmations[brand as Brand], value) ? (brand as Brand) : undefined;
}
