import { isPlainObject } from '../capture/plainObject.js';

/** What a returned value means for the run: a value ends it, anything else ends it later. */
export type ResultKind = 'value' | 'awaitable' | 'iterator' | 'asyncIterable' | 'iterable' | 'stream';

/** What runs, or goes on running, while somebody takes values out of it. */
export type LazyKind = Exclude<ResultKind, 'value' | 'awaitable'>;

/** What makes its iterator when it is asked for one. */
export type IterableKind = Extract<LazyKind, 'iterable' | 'asyncIterable'>;

type Members = Partial<
  Record<
    | 'then'
    | 'next'
    | 'getReader'
    | 'tee'
    | 'locked'
    | typeof nobodysName
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
function classifyIterable(members: Members): Exclude<ResultKind, 'awaitable'> {
  if (isFunction(members[Symbol.asyncIterator])) return isFunction(members.next) ? 'iterator' : 'asyncIterable';
  if (isFunction(members.next))
    return isFunction(members[Symbol.iterator]) || isPlainObject(members) ? 'iterator' : 'value';
  if (!isFunction(members[Symbol.iterator])) return 'value';
  const isKeyed = isFunction(members.get) && isFunction(members.has) && isFunction(members.entries); // Headers, FormData
  return members.length === undefined && members.size === undefined && !isKeyed ? 'iterable' : 'value';
}

function classifyObject(members: Members): ResultKind {
  if (Array.isArray(members)) return 'value';
  return 'then' in members && isFunction(members.then) ? 'awaitable' : classifyLazy(members);
}

function classifyLazy(members: Members): Exclude<ResultKind, 'awaitable'> {
  if (isFunction(members.getReader) && isFunction(members.tee)) {
    return typeof members.locked === 'boolean' ? 'stream' : 'value';
  }
  // Emitters have other consumers beside iteration that nobody sees: Node's streams, SDKs' `.on('content')`.
  return isFunction(members.on) ? 'value' : classifyIterable(members);
}

/** The method by which a value is of its kind. */
const methods = {
  awaitable: 'then',
  stream: 'getReader',
  iterator: 'next',
  asyncIterable: Symbol.asyncIterator,
  iterable: Symbol.iterator,
} as const;

/** No interface has a method of this name. What has one all the same makes up methods: a deep mock, a proxy of remote calls. */
const nobodysName = 'tracenestLooksForMadeUpMethods';

/** Whether a method is made as that of nobody's name is. One that is not, such as the `then` of a remote promise, counts. */
function isMadeUp(members: Members, key: keyof Members): boolean {
  const other = members[nobodysName];
  if (typeof other !== 'function') return false;
  const method = members[key]; // Read again only here: it may be an accessor.
  return typeof method === 'function' && textOf(other) === textOf(method);
}

function textOf(method: object): string {
  return `${(method as { length?: unknown }).length as number} ${Function.prototype.toString.call(method)}`;
}

/** Never throws: a value that cannot be asked (a revoked proxy) is a value. */
export function classify(value: unknown): ResultKind {
  if (typeof value !== 'object' || value === null) return 'value';
  try {
    // Not asked for its `then`: on a promise that is watched already, reading that is its first use.
    if (value instanceof Promise) return 'awaitable';
    const kind = classifyObject(value);
    return kind !== 'value' && isMadeUp(value, methods[kind]) ? 'value' : kind;
  } catch {
    return 'value';
  }
}

/**
 * Whether something that can be awaited can be iterated instead: a query for all its rows, or row by row; a list from an
 * SDK for its first page, or over all pages.
 */
export function iterationOf(awaitable: object): IterableKind | undefined {
  try {
    const kind = classifyLazy(awaitable);
    const isIterable = kind === 'iterable' || kind === 'asyncIterable';
    return isIterable && !isMadeUp(awaitable, methods[kind]) ? kind : undefined;
  } catch {
    return undefined;
  }
}
