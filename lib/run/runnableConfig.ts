import { isPlainObject } from '../capture/plainObject.js';
import { reportSeldom } from '../diagnostics/diagnostic.js';
import { anObject, aText, texts } from '../options/checks.js';
import { shown } from '../options/describeGiven.js';

/**
 * LangChain's `RunnableConfig`, as far as it is looked at. Any other key travels along, and LangChain's own type fits.
 * Source: `@langchain/core/runnables`, `RunnableConfig`.
 */
export interface RunnableConfig {
  readonly callbacks?: unknown;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly runName?: string | undefined;
  readonly runId?: string | undefined;
  readonly configurable?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly recursionLimit?: number | undefined;
  readonly timeout?: number | undefined;
}

const configKeys = ['callbacks', 'configurable', 'runName', 'runId', 'recursionLimit', 'maxConcurrency', 'signal'];

/** A key of an object that only a config has. */
export function configKeyOf(value: object): string | undefined {
  return configKeys.find((key) => key in value);
}

/** Told from other objects by the keys that only a config has. */
export function isRunnableConfig(value: object): value is RunnableConfig {
  return isPlainObject(value) && configKeyOf(value) !== undefined;
}

/** What a config says of the run of the call that it is given to. */
export type ConfigMarks = Pick<RunnableConfig, 'runName' | 'runId' | 'tags' | 'metadata'>;

const markChecks = { runName: aText, runId: aText, tags: texts, metadata: anObject };

/** The marks of a config. Configs come from elsewhere at run time: what is of no use is left out with a diagnostic. */
export function marksOf(config: RunnableConfig): ConfigMarks {
  const marks: Record<string, unknown> = {};
  const useless: string[] = [];
  for (const [name, [what, holds]] of Object.entries(markChecks)) {
    const value = (config as Readonly<Record<string, unknown>>)[name];
    if (value === undefined || value === null) continue;
    if (holds(value)) marks[name] = value;
    else useless.push(`the ${name} ${shown(value)}, which is not ${what}`);
  }
  if (useless.length > 0) {
    reportSeldom({
      code: 'config-malformed',
      message: `A RunnableConfig has ${useless.join('; and ')}. That is ignored.`,
    });
  }
  return marks;
}

/**
 * A callback handler that knows runs: asked with LangChain's id of the enclosing run, it answers with the run that stands
 * for it here. A symbol, so that any integration can be one without the core knowing it.
 */
export const runOfCallback: unique symbol = Symbol.for('tracenest.runOfCallback') as never;

interface KnowsRuns {
  [runOfCallback]?: (parentRunId: string | undefined) => object | undefined;
}

interface CallbackManager {
  readonly handlers?: readonly unknown[];
  getParentRunId?: () => string | undefined;
}

/** The run that a config's callbacks stand for, if one of its handlers knows. What a handler throws is reported. */
export function runOfConfig({ callbacks }: RunnableConfig): object | undefined {
  return askHandlers(callbacks, (handler, parentRunId) => handler[runOfCallback]?.(parentRunId));
}

/**
 * The run of the LangChain step that made a config for the code in it; `undefined` where the config was made to hang
 * something below a run of one's own choice.
 */
export function stepOfConfig({ callbacks }: RunnableConfig): object | undefined {
  return askHandlers(callbacks, (handler, parentRunId) => {
    if (parentRunId === undefined) return undefined;
    const run = handler[runOfCallback]?.(parentRunId);
    return run === handler[runOfCallback]?.(undefined) ? undefined : run;
  });
}

function handlersOf(callbacks: unknown): CallbackManager {
  if (typeof callbacks !== 'object' || callbacks === null) return {};
  return Array.isArray(callbacks) ? { handlers: callbacks } : callbacks;
}

/** Whether one of a config's callbacks is a handler that knows runs. May throw where a proxy refuses to be asked. */
export function knowsRuns(callbacks: unknown): boolean {
  return handlersOf(callbacks).handlers?.some((handler) => runOfCallback in Object(handler)) === true;
}

function askHandlers(
  callbacks: unknown,
  ask: (handler: KnowsRuns, parentRunId: string | undefined) => object | undefined,
): object | undefined {
  const manager = handlersOf(callbacks);
  try {
    const parentRunId = manager.getParentRunId?.();
    for (const handler of manager.handlers ?? []) {
      const run = ask(handler ?? {}, parentRunId);
      if (run !== undefined) return run;
    }
  } catch (cause) {
    reportSeldom({
      code: 'config-failed',
      message: 'The callbacks of a RunnableConfig threw when asked for their run. The config is ignored as a parent.',
      cause,
    });
  }
  return undefined;
}
