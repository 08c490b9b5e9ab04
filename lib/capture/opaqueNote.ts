type Shape = Partial<
  Record<'then' | 'next' | 'getReader' | 'getWriter' | typeof Symbol.asyncIterator | typeof Symbol.toStringTag, unknown>
>;

/**
 * What to write down for a value that would be consumed by looking into it, or that says nothing when copied: promises,
 * iterators, streams, weak collections. `undefined` for everything else.
 */
export function opaqueNote(value: object): string | undefined {
  const shape = value as Shape;
  const opaque =
    typeof shape.then === 'function' ||
    typeof shape.next === 'function' ||
    typeof shape.getReader === 'function' ||
    typeof shape.getWriter === 'function' ||
    typeof shape[Symbol.asyncIterator] === 'function' ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef;
  if (!opaque) return undefined;
  const tag = shape[Symbol.toStringTag];
  const name: unknown =
    typeof tag === 'string' && tag !== '' ? tag : (value.constructor as { name?: unknown } | undefined)?.name;
  return `[${typeof name === 'string' && name !== '' ? name : 'Object'}]`;
}
