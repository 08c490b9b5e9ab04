import { isError } from './errorRecord.js';

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
  return typeof tag === 'string' && tag !== '' ? `[${tag}]` : instanceNote(value);
}

/** What was thrown may itself throw when it is asked for its message. */
export function threwNote(error: unknown): string {
  try {
    return `[Threw: ${isError(error) ? error.message : String(error)}]`;
  } catch {
    return '[Threw: something unreadable]';
  }
}

function nameOf(named: unknown): string {
  const name: unknown = (named as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : '';
}

export function functionNote(value: unknown): string {
  try {
    return `[Function: ${nameOf(value) || 'anonymous'}]`;
  } catch {
    return '[Function: anonymous]'; // A proxy, or a static getter called `name`.
  }
}

/** What is said of an instance that has nothing of its own to show. */
export function instanceNote(value: object): string {
  try {
    return `[${nameOf((value as { constructor?: unknown }).constructor) || 'Object'}]`;
  } catch {
    return '[Object]'; // A proxy that refuses.
  }
}
