import { isPlainObject } from '../capture/plainObject.js';
import { isRunnableConfig, knowsRuns, runOfConfig, stepOfConfig, type RunnableConfig } from '../run/runnableConfig.js';
import { configOfRunManager, isRunManager } from '../run/runManager.js';
import { RunTree } from '../run/runTree.js';
import type { Accompaniment } from '../trace/callTraced.js';
import { innerRun, knowsSteps } from '../trace/callingRun.js';
import { Zone } from '../zone/zone.js';

/** Arguments that LangChain put behind those that are meant: a config, the manager of a run, or both. */
export interface Handed {
  /** How many arguments are meant. */
  readonly count: number;
  /** What they say of the step. */
  readonly config: RunnableConfig | undefined;
  /** Whether that is the manager's word: a config beside it is the one that the step was called with. */
  readonly isManagers: boolean;
}

/**
 * Told from other objects by what LangChain always puts in, or by a handler of ours. Its models and tools have callbacks and
 * tags as well, and are no plain objects.
 */
function isHandedConfig(value: object): value is RunnableConfig {
  if (!('callbacks' in value) || !isPlainObject(value)) return false;
  return 'recursionLimit' in value || 'configurable' in value || 'tags' in value || knowsRuns(value.callbacks);
}

function kindOf(value: unknown): 'config' | 'manager' | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    if (isHandedConfig(value)) return 'config';
    return 'runId' in value && isRunManager(value) ? 'manager' : undefined;
  } catch {
    return undefined; // A proxy that refuses to be asked.
  }
}

/** LangChain hands these to code whether that declares them or not, so they are told by what they are. */
export function handedIn(args: readonly unknown[]): Handed {
  let count = args.length;
  let config: RunnableConfig | undefined;
  let isManagers = false;
  for (let kind = kindOf(args[count - 1]); kind !== undefined; kind = kindOf(args[count - 1])) {
    count -= 1;
    isManagers = kind === 'manager';
    config = isManagers ? configOfRunManager(args[count] as never) : (config ?? (args[count] as RunnableConfig));
  }
  return { count, config, isManagers };
}

const weakKeys: readonly PropertyKey[] = ['tags', 'metadata', 'timeout'];

/** What stands in a config's place and is one: a parameter may be called `dbConfig`. */
export function isMeantAsConfig(value: unknown): value is RunnableConfig {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (!isPlainObject(value)) return false;
    return isRunnableConfig(value) || Reflect.ownKeys(value).every((key) => weakKeys.includes(key));
  } catch {
    return false; // A proxy that refuses to be asked.
  }
}

/**
 * A config that was made to hang something below a run is followed. That of a step says no more than that the code is in
 * that step: methods pass it on to what they call, which belongs to them.
 */
export function parentOf(config: RunnableConfig): RunTree | undefined {
  const step = stepOfConfig(config);
  if (step === undefined) return runOf(runOfConfig(config));
  const zone = Zone.current;
  const inner = innerRun(zone, runOf(step));
  return inner === zone.activeRun ? undefined : inner;
}

function runOf(run: object | undefined): RunTree | undefined {
  return RunTree.isRun(run) ? run : undefined;
}

/**
 * What a call of a `@traceable` method brings that LangChain hands its config or run manager to, such as
 * `_getRelevantDocuments(query, runManager)`: they tell its parent, and are no inputs.
 */
export function accompanimentOf(args: unknown[]): Accompaniment | undefined {
  if (!knowsSteps() || typeof args.at(-1) !== 'object') return undefined;
  const { count, config } = handedIn(args);
  if (config === undefined) return undefined;
  const parent = parentOf(config);
  return { inputs: args.slice(0, count), extra: parent === undefined ? undefined : { parent } };
}
