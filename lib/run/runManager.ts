import type { RunnableConfig } from './runnableConfig.js';

/** What LangChain hands to `_generate`, `_call` and `_getRelevantDocuments` of subclasses: the manager of their step's run. */
interface RunManager {
  readonly runId: string;
  readonly handlers: readonly unknown[];
  readonly inheritableHandlers: readonly unknown[];
}

export function isRunManager(value: object): value is RunManager {
  const { runId, handlers, inheritableHandlers } = value as Partial<RunManager>;
  return typeof runId === 'string' && Array.isArray(handlers) && Array.isArray(inheritableHandlers);
}

/** The config of what is inside the step of a run manager. Not every manager can make one. */
export function configOfRunManager({ runId, handlers }: RunManager): RunnableConfig {
  return { callbacks: { handlers, getParentRunId: () => runId } };
}
