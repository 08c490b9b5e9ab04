import { captureArguments } from '../capture/inputs.js';
import { GeneratorPin } from '../zone/generatorPin.js';
import { noSettings, type ZoneSettings } from '../zone/settings.js';
import { carrier, Zone } from '../zone/zone.js';
import { RunTree } from '../run/runTree.js';
import { runHook } from './hook.js';
import { isEnabled, newRun } from './newRun.js';
import { endWithError } from './outcome.js';
import { pinResult } from './pinResult.js';
import { addProcessed, processArguments } from './recordInputs.js';
import { resolveExtra, type ResolvedExtra } from './resolveExtra.js';
import { settleNewPromise, settleResult } from './settleResult.js';
import type { CallOptions } from './callOptions.js';
import type { FunctionKind, Traced } from './traced.js';
import { takeExtra } from './withExtra.js';

/** A function as it is called. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Calls a traced function, below the run whose code is calling. */
export function callTraced(traced: Traced, callable: Callable, self: unknown, args: unknown[]): unknown {
  const zone = Zone.current;
  const given = takeExtra(traced);
  let options = traced.optionsFor(self, args);
  let extra: ResolvedExtra | undefined;
  if (given !== undefined) {
    extra = resolveExtra(given, options);
    options = extra.options;
  }
  if (!isEnabled(zone, options)) return callSilenced(zone, callable, self, args);
  const processed = options.looksAtArguments ? processArguments(args, traced.argumentNames, options) : undefined;
  const captured = processed === undefined ? captureArguments(args) : undefined;
  const run = newRun(zone, options, extra?.parent, RunTree);
  if (captured !== undefined) run.setArguments(captured, traced.argumentNames);
  if (processed !== undefined) addProcessed(run, processed, options);
  return callInRun(zone, run, options, traced.kind, callable, self, args);
}

/**
 * Calls a function inside a run, in a frame of its own, and lets what comes back end the run.
 *
 * The frame is the barrier against leaks: whatever the callee does to the stack, the caller has its own frame back. What
 * the function returns or throws is passed on as it is, the same object.
 */
export function callInRun(
  zone: Zone,
  run: RunTree,
  options: CallOptions,
  kind: FunctionKind,
  callable: Callable,
  self: unknown,
  args: unknown[],
): unknown {
  run.announce();
  let frame = new Zone(zone, run, settingsBelow(zone.settings, options));
  if (kind === 'generator' || kind === 'asyncGenerator') frame = new GeneratorPin(frame).frame;
  if (options.onStart !== undefined) callOnStart(frame, run, options);
  let result: unknown;
  try {
    result = carrier.run(frame, callable, self, args);
  } catch (error) {
    endWithError(run, options, error);
    throw error;
  }
  if (kind === 'async') settleNewPromise(run, options, frame, result as Promise<unknown>);
  else settleResult(run, options, frame, result);
  return result;
}

/** What an option says, it says for everything below the call. */
function settingsBelow(settings: ZoneSettings, { enabled, exporter, projectName }: CallOptions): ZoneSettings {
  if (enabled === undefined && exporter === undefined && projectName === undefined) return settings;
  return {
    ...settings,
    ...(enabled === undefined ? noSettings : { enabled }),
    ...(exporter === undefined ? noSettings : { exporter }),
    ...(projectName === undefined ? noSettings : { projectName }),
  };
}

function callOnStart(frame: Zone, run: RunTree, options: CallOptions): void {
  runHook(options, 'onStart', options.name, () => frame.run(() => options.onStart?.(run)));
}

/**
 * Inside a silenced call there is no current run, so that what it calls cannot attach to a run further up. Its generators
 * stay silenced where they are consumed.
 */
export function callSilenced(zone: Zone, callable: Callable, self: unknown, args: unknown[]): unknown {
  const silent = zone.activeRun === undefined && zone.settings.enabled === false;
  const frame = zone.fork(silent ? {} : { activeRun: null, settings: { enabled: false } });
  return pinResult(carrier.run(frame, callable, self, args), frame);
}
