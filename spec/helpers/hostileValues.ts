import fc from 'fast-check';

/** What programs throw, and what they had better not: errors, other values, and objects that cannot even be turned into a text. */
export const thrownValues: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.constantFrom<() => unknown>(
    () => new Error('told'),
    () => 'a text',
    () => undefined,
    () => null,
    () => 0,
    () => 10n,
    () => Symbol('thrown'),
    () => ({}),
    () => Object.create(null),
    () => ({
      toString() {
        throw new Error('no text');
      },
    }),
    () => ({
      get message(): never {
        throw new Error('no message');
      },
      get [Symbol.toStringTag](): never {
        throw new Error('no tag');
      },
      toJSON() {
        throw new Error('no JSON');
      },
    }),
    () => Object.defineProperty(new Error('x'), 'message', { value: Object.create(null) }),
    () =>
      Object.defineProperty(new Error('x'), 'message', {
        get() {
          throw new Error('no message');
        },
      }),
    () => Object.defineProperty(new Error('x'), 'stack', { value: Symbol('stack') }),
    () => Object.defineProperty(new Error('x'), 'name', { value: { toJSON: () => undefined } }),
    () => {
      const error = new Error('circular');
      error.cause = error;
      return error;
    },
    revokedProxy,
    () => throwingProxy(new Error('x')),
    () => throwingProxy({}),
    () => throwingProxy(() => undefined),
  ),
  fc.anything().map((value) => () => value),
);

/** Values of every kind, with some that throw wherever they are touched, as makers: each call gives new ones. */
export const hostileValues: fc.Arbitrary<() => unknown> = fc.oneof(
  fc
    .anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    })
    .map((value) => () => value),
  thrownValues,
  fc.array(thrownValues, { maxLength: 4 }).map((makers) => () => makers.map((make) => make())),
  fc.dictionary(fc.string(), thrownValues, { maxKeys: 4 }).map((makers) => () => {
    const bag: Record<string, unknown> = {};
    for (const [key, make] of Object.entries(makers)) {
      Object.defineProperty(bag, key, {
        enumerable: true,
        get() {
          throw make();
        },
      });
    }
    return bag;
  }),
  thrownValues.map((make) => () => new Map([['k', make()]])),
  thrownValues.map((make) => () => new Map([[make(), make()]])),
  thrownValues.map((make) => () => new Set([make()])),
  thrownValues.map((make) => () => ({ toJSON: make })),
);

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwingProxy(target: object): object {
  const refuse = (): never => {
    throw Object.create(null);
  };
  return new Proxy(target, {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
    apply: refuse,
  });
}
