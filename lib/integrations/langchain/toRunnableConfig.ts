import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { CallbackManager } from '@langchain/core/callbacks/manager';
import { mergeConfigs, type RunnableConfig } from '@langchain/core/runnables';
import { ambientConfig } from '../../run/ambientConfig.js';
import type { RunTree } from '../../run/runTree.js';
import { innerRun } from '../../trace/callingRun.js';
import { getCurrentRunTree } from '../../trace/currentRun.js';
import { Zone } from '../../zone/zone.js';
import { CallbackBridge, isBridge } from './callbackBridge.js';

type Handlers = (BaseCallbackHandler | object)[];

/** The callbacks of the LangChain step around with another bridge in them: its stream and its tracer stay. */
function withBridge(callbacks: unknown, bridge: CallbackBridge): Handlers | CallbackManager {
  if (Array.isArray(callbacks)) return [...(callbacks as Handlers).filter((handler) => !isBridge(handler)), bridge];
  if (typeof callbacks !== 'object' || callbacks === null) return [bridge];
  const manager = (callbacks as CallbackManager).copy();
  for (const handler of manager.handlers) if (isBridge(handler)) manager.removeHandler(handler);
  manager.addHandler(bridge, true);
  return manager;
}

/**
 * A config that puts what LangChain does below a run: `model.invoke(messages, toRunnableConfig())`. Further settings go
 * beside it: `{ ...toRunnableConfig(), runName: 'draft' }`.
 *
 * Inside a LangChain step, the step's callbacks stay in it: LangGraph's stream and LangSmith's tracer lose nothing.
 *
 * @param run what is done with the config goes below it, wherever that is. Default: the run whose code is calling, and where
 *   the config is handed on to methods below it, theirs. Where there is none, LangChain's outermost run is a root.
 * @param config further settings. Here and not beside it a `signal` also ends LangChain's runs at once (LangChain tells
 *   nobody of a stream that is aborted between two chunks), and `callbacks` are added.
 * @example
 * const chunks = await chain.stream({ topic }, toRunnableConfig());
 */
export function toRunnableConfig(run?: RunTree, config?: RunnableConfig): RunnableConfig {
  const bridge = new CallbackBridge(run ?? nearestFrom(), config?.signal);
  const own = { callbacks: withBridge(ambientConfig()?.callbacks, bridge) };
  return config === undefined ? own : mergeConfigs(own, config);
}

/** The run whose code is calling when it is asked, as long as that is below the one whose code is calling now. */
function nearestFrom(): (() => RunTree | undefined) | undefined {
  const outermost = getCurrentRunTree();
  return outermost && (() => innerRun(Zone.current, outermost));
}
