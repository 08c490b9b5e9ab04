import { CallbackManager } from '@langchain/core/callbacks/manager';
import { isEnabled } from '../../trace/newRun.js';
import { Zone } from '../../zone/zone.js';
import { CallbackBridge, isBridge } from './callbackBridge.js';

/** LangChain's `CallbackManager`, of whichever copy of the package. */
export type CallbackManagerClass = Pick<typeof CallbackManager, '_configureSync'> & (new () => CallbackManager);

type Configure = typeof CallbackManager._configureSync;

/** Which `_configureSync` is ours, and whose place it took. */
const originals = new WeakMap<Configure, Configure>();

/**
 * Lets every call of LangChain nest below the run whose code is calling, with nothing to pass, from now on and in the whole
 * process; calls outside any run start traces. For programs that can say this once where they start.
 *
 * LangChain has no hook for it that does not write its own storage, so this wraps the one static method through which all
 * its calls come by their callbacks, `CallbackManager._configureSync`. That method is not documented: where a release has
 * it no more, this throws, and `toRunnableConfig()` goes on working.
 *
 * @param managers default: the class that `import` gives. A program that loads LangChain with `require` has another copy:
 *   pass its class, `require('@langchain/core/callbacks/manager').CallbackManager`.
 * @returns a function that takes it back.
 * @throws TypeError where a class has no `_configureSync`.
 * @example
 * nestLangChain();
 * await chain.invoke({ topic: 'zones' }); // nests
 */
export function nestLangChain(...managers: readonly CallbackManagerClass[]): () => void {
  const undo = (managers.length === 0 ? [CallbackManager] : managers).map(nest);
  return () => {
    for (const step of undo) step();
  };
}

function nest(managers: CallbackManagerClass): () => void {
  const original = (managers as Partial<CallbackManagerClass> | undefined)?._configureSync;
  if (typeof original !== 'function') {
    throw new TypeError(
      'nestLangChain needs a CallbackManager with the static method _configureSync, which this one has not. Pass the class of @langchain/core/callbacks/manager (1.x), or use toRunnableConfig() in each call.',
    );
  }
  if (originals.has(original)) return () => undefined;
  const configure: Configure = function (this: CallbackManagerClass, ...args) {
    const manager = original.apply(this, args);
    if (!isEnabled(Zone.current, {}) || manager?.handlers.some(isBridge) === true) return manager;
    const nested = manager ?? new managers();
    nested.addHandler(new CallbackBridge(), true);
    return nested;
  };
  originals.set(configure, original);
  managers._configureSync = configure;
  return () => {
    // Somebody else may have wrapped it since: theirs stays, and ours under it does nothing harmful.
    if (managers._configureSync === configure) managers._configureSync = original;
  };
}
