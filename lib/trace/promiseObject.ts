interface Host {
  process?: {
    getBuiltinModule?: (name: string) => { types?: { isPromise?: (value: unknown) => boolean } } | undefined;
  };
}

/**
 * Whether a value is a promise to the engine, of whichever realm, and not a proxy around one. The language has no question
 * for that which is not a `then`; Node, Bun and Deno have one. In browsers, proxies count as what they stand for.
 */
export const isPromiseObject = ((globalThis as Host).process?.getBuiltinModule?.('node:util')?.types?.isPromise ??
  ((value) => value instanceof Promise)) as (value: unknown) => value is Promise<unknown>;
