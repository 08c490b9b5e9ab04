/** A method with any arguments. */
export type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts a method of our own over one of an object, with the original in hand and its name and length kept. Where the
 * original is the object's own, its attributes stay (a spread copy has it, too); over an inherited one ours does not show.
 * Nothing where the object has no such method: loops look whether `return` and `throw` are there. Throws where the object
 * is frozen.
 */
export function override(object: object, key: PropertyKey, replace: (original: AnyMethod) => AnyMethod): void {
  const original: unknown = Reflect.get(object, key);
  if (typeof original !== 'function') return;
  const own = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, {
    value: named(replace(original as AnyMethod), original as AnyMethod),
    writable: true,
    configurable: true,
    enumerable: own?.enumerable === true,
  });
}

/** The method, with the name and length of another. */
export function named(method: AnyMethod, after: AnyMethod): AnyMethod {
  return Object.defineProperties(method, {
    name: { value: after.name, configurable: true },
    length: { value: after.length, configurable: true },
  });
}
