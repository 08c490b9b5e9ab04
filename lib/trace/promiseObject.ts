interface Host {
  process?: {
    getBuiltinModule?: (name: string) => { types?: { isPromise?: (value: unknown) => boolean } } | undefined;
  };
}

/**
 * Whether an object that says it is a promise is one to the engine, and not a proxy around one. The language has no
 * question for that which is not a `then`; Node, Bun and Deno have one. In browsers proxies count as what they stand for.
 */
export const isPromiseObject: (value: object) => boolean =
  (globalThis as Host).process?.getBuiltinModule?.('node:util')?.types?.isPromise ?? (() => true);
