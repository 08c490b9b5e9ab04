/** Node has better than the bare stack, and whoever gets it there is told. Where its specs run, it is meant. */
export function meanBareStack(): void {
  Object.assign(globalThis, { [Symbol.for('tracenest.zone.bare')]: { current: undefined, isMeant: true } });
}

/** The same as code at the top of a bundle, for another thread or process. */
export function bareStackBanner(carrier: 'asyncLocalStorage' | 'bareStack'): { js: string } | undefined {
  return carrier === 'bareStack' ? { js: `(${meanBareStack.toString()})();` } : undefined;
}
