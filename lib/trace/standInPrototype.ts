/** What stands behind an inserted prototype. */
const ownPrototypes = new WeakMap<object, object>();

/**
 * Puts a prototype between an object and its own, whose `constructor` tells of the first read.
 *
 * That is how the first use of a promise is seen without using it: `await`, `then`, `catch`, `finally`, `Promise.all` and
 * passing it on all read `constructor` (https://tc39.es/ecma262/#sec-promiseresolve,
 * https://tc39.es/ecma262/#sec-speciesconstructor). An own property would serve too, but V8 gives up its fast path for
 * every promise of the process when one gets a `constructor` of its own.
 *
 * @returns for a prototype the one to insert; one for all objects that share the prototype.
 */
export function standInPrototypes(onUse: (object: object, prototype: object) => void): (prototype: object) => object {
  const cache = new WeakMap<object, object>();
  return (prototype) => {
    let inserted = cache.get(prototype);
    if (inserted !== undefined) return inserted;
    const get = function (this: object): unknown {
      onUse(this, prototype);
      return Reflect.get(prototype, 'constructor', this);
    };
    inserted = Object.create(prototype, { constructor: { get, configurable: true } }) as object;
    ownPrototypes.set(inserted, prototype);
    cache.set(prototype, inserted);
    return inserted;
  };
}

/** The prototype behind an inserted one; `undefined` where none was inserted. */
export function behindStandIn(prototype: object): object | undefined {
  return ownPrototypes.get(prototype);
}
