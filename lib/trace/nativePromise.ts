import { behindStandIn } from './standInPrototype.js';

interface Host {
  process?: {
    getBuiltinModule?: (name: string) => { types?: { isPromise?: (value: unknown) => boolean } } | undefined;
  };
}

/**
 * Whether a value is a promise to the engine, of whichever realm, and not a proxy around one. The language has no question
 * for that which is not a `then`; Node, Bun and Deno have one. In browsers, proxies count as what they stand for.
 */
const isPromiseObject = ((globalThis as Host).process?.getBuiltinModule?.('node:util')?.types?.isPromise ??
  ((value) => value instanceof Promise)) as (value: unknown) => value is Promise<unknown>;

/**
 * A promise whose await cannot be seen by standing in for `then`: the engine takes it as it is and does not read `then`
 * where `constructor` is `Promise` (https://tc39.es/ecma262/#sec-promiseresolve). A subclass has a constructor of its own,
 * and a proxy is no promise to the engine; both are asked for `then`. Promises of another realm (a `vm` context) are native
 * to their own code. Nothing is read here: on a promise that is watched already, that would count as its first use.
 */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  if (!isPromiseObject(value) || Object.hasOwn(value, 'constructor')) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype !== null && isNativePrototype(behindStandIn(prototype) ?? prototype);
}

const verdicts = new WeakMap<object, boolean>();

function isNativePrototype(prototype: object): boolean {
  if (prototype === Promise.prototype) return true;
  let verdict = verdicts.get(prototype);
  if (verdict === undefined) verdicts.set(prototype, (verdict = isPromiseClass(inheritedConstructor(prototype))));
  return verdict;
}

function inheritedConstructor(prototype: object): unknown {
  for (let step: object | null = prototype; step !== null; step = Object.getPrototypeOf(step) as object | null) {
    const own = Object.getOwnPropertyDescriptor(step, 'constructor');
    if (own !== undefined) return own.value;
  }
  return undefined;
}

function isPromiseClass(value: unknown): boolean {
  return typeof value === 'function' && /^function Promise\(\) \{\s*\[native code\]/.test(String(value));
}
