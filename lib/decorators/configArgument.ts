import type { ArgumentNames } from '../capture/inputs.js';
import { ambientConfig } from '../run/ambientConfig.js';
import { marksOf, type RunnableConfig } from '../run/runnableConfig.js';
import type { Accompaniment } from '../trace/callTraced.js';
import type { ExtraWithSignal } from '../trace/resolveExtra.js';
import { handedIn, isMeantAsConfig, parentOf } from './handedConfig.js';

/** A call whose config is in its place. */
export interface ConfiguredCall extends Accompaniment {
  readonly args: unknown[];
}

/** The place of the config among the parameters: the last one, where its name says so. */
export function configIndexOf(names: ArgumentNames): number | undefined {
  const last = names?.at(-1);
  return last?.rest !== true && /config$/i.test(last?.name ?? '') ? (names ?? []).length - 1 : undefined;
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

/** A call by hand: with the config that is among its arguments, else with LangChain's ambient one. */
export function findConfig(args: unknown[], index: number | undefined): ConfiguredCall {
  const given = index === undefined ? undefined : args[index];
  if (index !== undefined && isMeantAsConfig(given)) {
    const before = handedIn(args.slice(0, index));
    const extra = before.config === undefined ? extraOf(given) : { ...extraOf(given), parent: parentOf(before.config) };
    return { args: placed(args, index, withoutRun(given)), inputs: args.slice(0, before.count), extra };
  }
  const { count, config } = handedIn(args);
  if (config !== undefined) return { args, inputs: args.slice(0, count), extra: extraOf(config) };
  return withAmbientConfig(args, index);
}

function withAmbientConfig(args: unknown[], index: number | undefined): ConfiguredCall {
  const ambient = ambientConfig();
  if (ambient === undefined) return { args, inputs: args, extra: undefined };
  const { signal } = ambient;
  const extra = signal === undefined ? undefined : { signal };
  if (index === undefined || args[index] !== undefined) return { args, inputs: args, extra };
  return { args: placed(args, index, withoutRun(ambient)), inputs: args, extra };
}

/** A call as a runnable, whose config is known. It reaches a method that has a parameter for it beside its inputs. */
export function giveConfig(args: unknown[], index: number | undefined, config: RunnableConfig): ConfiguredCall {
  const hasPlace = index !== undefined && args[index] === undefined;
  return { args: hasPlace ? placed(args, index, withoutRun(config)) : args, inputs: args, extra: extraOf(config) };
}
