/**
 * Lets `using` find the end of a block where the platform has no `Symbol.dispose` (Safari): compilers of `using` then ask
 * for this registered symbol.
 */
export function aliasDispose(prototype: { close(): void }): void {
  if (typeof (Reflect.get(Symbol, 'dispose') as unknown) === 'symbol') return;
  Object.defineProperty(prototype, Symbol.for('Symbol.dispose'), {
    value(this: { close(): void }): void {
      this.close();
    },
    configurable: true,
    writable: true,
  });
}
