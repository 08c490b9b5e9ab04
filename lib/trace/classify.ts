import { isPlainObject } from '../capture/plainObject.js';

/** What a returned value means for the run: a value ends it, anything else ends it later. */
export type ResultKind = 'value' | 'awaitable' | 'iterator' | 'asyncIterable' | 'iterable' | 'stream';

/** What runs, or goes on running, while somebody takes values out of it. */
export type LazyKind = Exclude<ResultKind, 'value' | 'awaitable'>;

type Members = Partial<
  Record<
    | 'then'
    | 'next'
    | 'getReader'
    | 'tee'
    | 'get'
    | 'has'
    | 'entries'
    | 'on'
    | 'length'
    | 'size'
    | typeof Symbol.iterator
    | typeof Symbol.asyncIterator,
    unknown
  >
>;

const isFunction = (value: unknown): boolean => typeof value === 'function';

/**
 * A collection (an array, a map, anything with a `length` or `size`) is a value, also where it can be iterated: it holds
 * its members already. An iterable without those makes them while it is iterated, so that is when the work happens.
 */
function classifyIterable(members: Members): ResultKind {
  if (isFunction(members[Symbol.asyncIterator])) return isFunction(members.next) ? 'iterator' : 'asyncIterable';
  if (isFunction(members.next))
    return isFunction(members[Symbol.iterator]) || isPlainObject(members) ? 'iterator' : 'value';
  if (!isFunction(members[Symbol.iterator])) return 'value';
  const isKeyed = isFunction(members.get) && isFunction(members.has) && isFunction(members.entries); // Headers, FormData
  return members.length === undefined && members.size === undefined && !isKeyed ? 'iterable' : 'value';
}

/** Never throws: a value that cannot be asked (a revoked proxy) is a value. */
export function classify(value: unknown): ResultKind {
  if (typeof value !== 'object' || value === null) return 'value';
  const members = value as Members;
  try {
    if (Array.isArray(value)) return 'value';
    if ('then' in value) {
      // Asked only where it is no native promise: on one that is watched already, reading `then` is its first use.
      if (value instanceof Promise || isFunction(members.then)) return 'awaitable';
    }
    if (isFunction(members.getReader) && isFunction(members.tee)) return 'stream';
    // Emitters have other consumers beside iteration that nobody sees: Node's streams, SDKs' `.on('content')`.
    if (isFunction(members.on)) return 'value';
    return classifyIterable(members);
  } catch {
    return 'value';
  }
}
