import type { RunnableConfig } from './runnableConfig.js';

/** LangChain's and LangSmith's own storage, made by whichever of their packages is loaded first. We only ever read it. */
const storageKey = Symbol.for('ls:tracing_async_local_storage');
const configKey = Symbol.for('lc:child_config');

interface Storage {
  getStore(): { readonly extra?: { readonly [configKey]?: RunnableConfig } } | undefined;
}

/** The config of the LangChain step whose code is calling; `undefined` outside any, and where LangChain keeps none. */
export function ambientConfig(): RunnableConfig | undefined {
  const storage = (globalThis as { [storageKey]?: Storage })[storageKey];
  return storage?.getStore()?.extra?.[configKey];
}
