// Makes LangChain set up its storage, without which it has no ambient config: `@langchain/core/runnables` alone does not.
import '#langchainContext';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { ambientConfig } from '../../run/ambientConfig.js';
import { runTypes } from '../../run/run.js';
import { runOfCallback, runOfConfig } from '../../run/runnableConfig.js';
import { RunTree } from '../../run/runTree.js';
import { knowSteps, type Steps } from '../../trace/callingRun.js';
import { usageOf, type ModelResult } from './modelUsage.js';
import {
  bagOf,
  takeLateInputs,
  toolInputs,
  withParameters,
  type Bag,
  type Component,
  type LateInputs,
} from './stepEvents.js';
import { StepRecorder } from './stepRecorder.js';

/** Whether a callback handler is one of these, of whichever copy of the library. */
export function isBridge(handler: object): boolean {
  return runOfCallback in handler;
}

/** What LangChain tells of every start of a model, behind what goes in. */
type ModelStart = [id: string, parentId?: string, extra?: Bag, tags?: string[], metadata?: Bag, name?: string];

/** LangChain's steps, by its ambient config. Entering one is LangChain's own doing: we write nothing into its storage. */
const langChainSteps: Steps = {
  current() {
    const config = ambientConfig();
    const run = config === undefined ? undefined : runOfConfig(config);
    return RunTree.isRun(run) ? run : undefined;
  },
  enter: (config, code) => AsyncLocalStorageProviderSingleton.runWithConfig(config, code),
};

/**
 * A LangChain callback handler that makes runs of LangChain's steps, in the tree of whoever called them.
 *
 * `toRunnableConfig()` puts one into a call. Put into the `callbacks` of a model, tool or runnable when that is made, one
 * serves all its calls, with nothing to pass: each step nests below the run whose code is calling.
 *
 * @example
 * const model = new ChatOpenAI({ model: 'gpt-4o', callbacks: [new CallbackBridge()] });
 */
export class CallbackBridge extends BaseCallbackHandler {
  override readonly name = 'tracenest';
  /** Otherwise LangChain calls handlers from a queue, later and elsewhere: not in the zone of the caller. */
  override awaitHandlers = true;
  readonly #recorder: StepRecorder;

  /**
   * @param bound the run that the outermost steps go below, or a function that is asked for it whenever one starts. Default:
   *   the run whose code is calling.
   * @param signal that of the calls, which LangChain does not tell: their steps end as cancelled as soon as it aborts.
   */
  constructor(bound?: RunTree | (() => RunTree | undefined), signal?: AbortSignal) {
    super();
    this.#recorder = new StepRecorder(typeof bound === 'function' ? bound : () => bound, signal);
    knowSteps(langChainSteps);
  }

  override copy(): this {
    return this;
  }

  static {
    // Out here, as declarations cannot name an imported symbol.
    Object.defineProperty(this.prototype, runOfCallback, {
      value(this: CallbackBridge, parentId: string | undefined): RunTree | undefined {
        return this.#recorder.runOf(parentId);
      },
    });
  }

  // The fourth and the last parameters are not in the order in which LangChain declares them, but in which it calls.
  override handleChainStart(
    component: Component,
    inputs: unknown,
    id: string,
    parentId?: string,
    tags?: string[],
    metadata?: Bag,
    runType?: string,
    name?: string,
  ): void {
    const known = runTypes.find((type) => type === runType);
    this.#recorder.start({
      component,
      name,
      runType: known ?? 'chain',
      id,
      parentId,
      tags,
      metadata,
      inputs: bagOf(inputs),
    });
  }

  override handleChainEnd(outputs: unknown, id: string, _parentId?: string, _tags?: string[], late?: LateInputs): void {
    this.#recorder.end(id, 'success', (run) => {
      takeLateInputs(run, late);
      run.setOutputs(outputs);
    });
  }

  override handleChainError(error: unknown, id: string, _parentId?: string, _tags?: string[], late?: LateInputs): void {
    this.#recorder.fail(id, error, (run) => takeLateInputs(run, late));
  }

  override handleLLMStart(component: Component, prompts: string[], ...start: ModelStart): void {
    this.#startModel(component, { prompts }, start);
  }

  override handleChatModelStart(component: Component, messages: unknown[][], ...start: ModelStart): void {
    this.#startModel(component, { messages }, start);
  }

  #startModel(component: Component, inputs: Bag, [id, parentId, extra, tags, metadata, name]: ModelStart): void {
    const described = withParameters(metadata, extra);
    this.#recorder.start({ component, name, runType: 'llm', id, parentId, tags, metadata: described, inputs });
  }

  override handleLLMNewToken(token: unknown, _position: unknown, id: string): void {
    this.#recorder.during(id, (run) => {
      run.takeToken(token);
    });
  }

  override handleLLMEnd(result: ModelResult, id: string): void {
    this.#recorder.end(id, 'success', (run) => {
      const usage = usageOf(result);
      if (usage !== undefined) run.addMetadata({ usage_metadata: usage });
      run.setOutputs({ ...result });
    });
  }

  override handleLLMError(error: unknown, id: string): void {
    this.#recorder.fail(id, error);
  }

  override handleToolStart(
    component: Component,
    input: string,
    id: string,
    parentId?: string,
    tags?: string[],
    metadata?: Bag,
    name?: string,
  ): void {
    this.#recorder.start({ component, name, runType: 'tool', id, parentId, tags, metadata, inputs: toolInputs(input) });
  }

  override handleToolEnd(output: unknown, id: string): void {
    this.#recorder.end(id, 'success', (run) => {
      run.setOutputs({ output });
    });
  }

  override handleToolError(error: unknown, id: string): void {
    this.#recorder.fail(id, error);
  }

  override handleRetrieverStart(
    component: Component,
    query: string,
    id: string,
    parentId?: string,
    tags?: string[],
    metadata?: Bag,
    name?: string,
  ): void {
    this.#recorder.start({ component, name, runType: 'retriever', id, parentId, tags, metadata, inputs: { query } });
  }

  override handleRetrieverEnd(documents: unknown[], id: string): void {
    this.#recorder.end(id, 'success', (run) => {
      run.setOutputs({ documents });
    });
  }

  override handleRetrieverError(error: unknown, id: string): void {
    this.#recorder.fail(id, error);
  }

  override handleCustomEvent(event: string, data: unknown, id: string): void {
    this.#recorder.during(id, (run) => {
      run.addEvent(event, bagOf(data));
    });
  }
}
