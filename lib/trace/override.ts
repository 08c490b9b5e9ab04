/** A method with any arguments. */
export type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts a method of our own over one of an object, not enumerable, with the original in hand. Nothing where the object has no such method:
 * loops look whether `return` and `throw` are there. Throws where the object is frozen.
 */
export function override(object: object, key: PropertyKey, replace: (original: AnyMethod) => AnyMethod): void {
  const original: unknown = Reflect.get(object, key);
  if (typeof original !== 'function') return;
  Object.defineProperty(object, key, {
    value: replace(original as AnyMethod),
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
