/** Calls a function in some zone. */
export type RunInZone = (callback: (...args: unknown[]) => unknown, self: unknown, args: unknown[]) => unknown;

const bound = new WeakSet<object>();

/**
 * A function that does what `target` does, through `runInZone`. A function that came from here comes back unchanged:
 * whoever captured first knew best where the work belongs.
 */
export function bindFunction<Target>(target: Target, runInZone: RunInZone): Target {
  if (typeof target !== 'function' || bound.has(target)) return target;
  const callback = target as unknown as (...args: unknown[]) => unknown;
  // An object method, because unlike `function` it is no constructor, and unlike an arrow it has a `this` to pass on.
  const { call } = {
    call(this: unknown, ...args: unknown[]): unknown {
      return runInZone(callback, this, args);
    },
  };
  Object.defineProperties(call, {
    name: { value: callback.name, configurable: true },
    length: { value: callback.length, configurable: true },
  });
  bound.add(call);
  return call as unknown as Target;
}
