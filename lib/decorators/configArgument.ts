import type { ArgumentNames } from '../capture/inputs.js';
import { ambientConfig } from '../run/ambientConfig.js';
import { marksOf, runOfConfig, stepOfConfig, type RunnableConfig } from '../run/runnableConfig.js';
import { RunTree } from '../run/runTree.js';
import type { Accompaniment } from '../trace/callTraced.js';
import { innerRun } from '../trace/callingRun.js';
import type { ExtraWithSignal } from '../trace/resolveExtra.js';
import { Zone } from '../zone/zone.js';

/** A call whose config is in its place. */
export interface ConfiguredCall extends Accompaniment {
  readonly args: unknown[];
}

/** The place of the config among the parameters: the last one, where its name says so. */
export function configIndexOf(names: ArgumentNames): number | undefined {
  const last = names?.at(-1);
  return last?.rest !== true && /config$/i.test(last?.name ?? '') ? (names ?? []).length - 1 : undefined;
}

/** Told from other objects by what LangChain always puts in: it also hands its config to functions that declare none. */
function isPassedConfig(value: unknown): value is RunnableConfig {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return 'callbacks' in value && ('recursionLimit' in value || 'configurable' in value || 'tags' in value);
  } catch {
    return false; // A proxy that refuses to be asked.
  }
}

function isObject(value: unknown): value is RunnableConfig {
  return typeof value === 'object' && value !== null;
}

/** The arguments with a config in its place; what was left out before it stays `undefined`, so that defaults apply. */
function placed(args: readonly unknown[], index: number, config: RunnableConfig): unknown[] {
  const before = Array.from({ length: index }, (_, position) => args[position]);
  return [...before, config, ...args.slice(index + 1)];
}

/** A config says one run's name and id; code in it, and what that calls, has neither. */
function withoutRun(config: RunnableConfig): RunnableConfig {
  if (config.runId === undefined && config.runName === undefined) return config;
  const { runId: _id, runName: _name, ...rest } = config;
  return rest;
}

/** What a config says of the run of the call that it is passed to. */
function extraOf(config: RunnableConfig): ExtraWithSignal {
  const { runName: name, ...marks } = marksOf(config);
  return { name, ...marks, signal: config.signal, parent: parentOf(config) };
}

/**
 * A config that was made to hang something below a run is followed. That of a step says no more than that the code is in
 * that step: methods pass it on to what they call, which belongs to them.
 */
function parentOf(config: RunnableConfig): RunTree | undefined {
  const step = stepOfConfig(config);
  if (step === undefined) return runOf(runOfConfig(config));
  const zone = Zone.current;
  const inner = innerRun(zone, runOf(step));
  return inner === zone.activeRun ? undefined : inner;
}

function runOf(run: object | undefined): RunTree | undefined {
  return RunTree.isRun(run) ? run : undefined;
}

/** A call by hand: with the config that is among its arguments, else with LangChain's ambient one. */
export function findConfig(args: unknown[], index: number | undefined): ConfiguredCall {
  const position = index ?? args.length - 1;
  const given = args[position];
  if (index === undefined ? isPassedConfig(given) : isObject(given)) {
    const config = given as RunnableConfig;
    const passed = index === undefined ? args : placed(args, index, withoutRun(config));
    return { args: passed, inputs: args.slice(0, position), extra: extraOf(config) };
  }
  const ambient = ambientConfig();
  if (ambient === undefined) return { args, inputs: args, extra: undefined };
  const { signal } = ambient;
  const extra = signal === undefined ? undefined : { signal };
  if (index === undefined || args[index] !== undefined) return { args, inputs: args, extra };
  return { args: placed(args, index, withoutRun(ambient)), inputs: args, extra };
}

/** A call as a runnable, whose config is known. It reaches a method that has a parameter for it. */
export function giveConfig(args: unknown[], index: number | undefined, config: RunnableConfig): ConfiguredCall {
  const passed = index === undefined ? args : placed(args, index, withoutRun(config));
  return { args: passed, inputs: args, extra: extraOf(config) };
}
