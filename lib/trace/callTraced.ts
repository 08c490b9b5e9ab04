import { report } from '../diagnostics/diagnostic.js';
import { captureArguments } from '../capture/inputs.js';
import { GeneratorPin } from '../zone/generatorPin.js';
import { carrier, Zone, type ZoneChanges } from '../zone/zone.js';
import { RunTree } from '../run/runTree.js';
import { openedHere } from './callingRun.js';
import { runHook } from './hook.js';
import { isEnabled, newRun } from './newRun.js';
import { settingChanges } from './settingChanges.js';
import { endWithError } from './outcome.js';
import { pinResult } from './pinResult.js';
import { addProcessed, processArguments } from './recordInputs.js';
import { resolveExtra, type ExtraWithSignal, type ResolvedExtra } from './resolveExtra.js';
import { settleNewPromise, settleResult } from './settleResult.js';
import type { CallOptions } from './callOptions.js';
import type { FunctionKind, Traced } from './traced.js';
import { isAsyncResult } from './watchPromise.js';
import { takeExtra } from './withExtra.js';

/** A function as it is called. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** What a call brings besides its arguments. */
export interface Accompaniment {
  /** The arguments that are inputs. */
  readonly inputs: unknown[];
  /** What holds for this call, unless `withExtra` says otherwise. */
  readonly extra: ExtraWithSignal | undefined;
}

/** Calls a traced function, below the run whose code is calling. */
export function callTraced(
  traced: Traced,
  callable: Callable,
  self: unknown,
  args: unknown[],
  accompaniment?: Accompaniment,
): unknown {
  const zone = Zone.current;
  const override = takeExtra(traced);
  const given = accompaniment?.extra === undefined ? override : { ...accompaniment.extra, ...override };
  const inputs = accompaniment === undefined ? args : accompaniment.inputs;
  let options = traced.optionsFor(self, args);
  let extra: ResolvedExtra | undefined;
  if (given !== undefined) {
    extra = resolveExtra(given, options);
    options = extra.options;
  }
  if (!isEnabled(zone, options)) return callSilenced(zone, callable, self, args);
  const processed = options.looksAtArguments ? processArguments(inputs, traced.argumentNames, options) : undefined;
  const captured = processed === undefined ? captureArguments(inputs) : undefined;
  const run = newRun(zone, options, extra?.parent, RunTree);
  if (captured !== undefined) run.setArguments(captured, traced.argumentNames);
  if (processed !== undefined) addProcessed(run, processed);
  return callInRun(frameOf(zone, run, options, extra?.parent), run, options, traced.kind, callable, self, args);
}

/** The frame of a run: new for every call, and what its options say holds for everything below. */
export function frameOf(
  zone: Zone,
  run: RunTree,
  options: CallOptions,
  explicitParent: RunTree | null | undefined,
): Zone {
  const settings = settingChanges(options, explicitParent);
  return settings === undefined ? new Zone(zone, run, zone.settings) : zone.fork({ activeRun: run, settings });
}

/**
 * Calls a function inside a run, in a frame of its own, and lets what comes back end the run.
 *
 * The frame is the barrier against leaks: whatever the callee does to the stack, the caller has its own frame back. What
 * the function returns or throws is passed on as it is, the same object.
 */
export function callInRun(
  runFrame: Zone,
  run: RunTree,
  options: CallOptions,
  kind: FunctionKind,
  callable: Callable,
  self: unknown,
  args: unknown[],
): unknown {
  run.announce();
  const frame = kind === 'generator' || kind === 'asyncGenerator' ? new GeneratorPin(runFrame).frame : runFrame;
  if (options.onStart !== undefined) callOnStart(frame, run, options);
  let result: unknown;
  try {
    result = carrier.run(frame, callable, self, args);
  } catch (error) {
    endCall(run, options, error);
    throw error;
  }
  try {
    if (kind === 'async' && isAsyncResult(result)) settleNewPromise(run, options, frame, result, self);
    else settleResult(run, options, frame, result, self);
  } catch (cause) {
    runLost(run, cause);
  }
  return result;
}

function endCall(run: RunTree, options: CallOptions, error: unknown): void {
  try {
    endWithError(run, options, error);
  } catch (cause) {
    runLost(run, cause);
  }
}

/**
 * What the callee gave goes to the caller, whatever becomes of its run. At the limit of the stack it can be our frames that
 * do not fit any more: that run is lost, but no promise is dropped and no error replaced by ours.
 */
function runLost(run: RunTree, cause: unknown): void {
  if (cause instanceof RangeError) return; // Reporting would need a stack, too.
  report({ code: 'internal', message: `The run ${run.name} could not be ended. Please report this as a bug.`, cause });
}

function callOnStart(frame: Zone, run: RunTree, options: CallOptions): void {
  runHook(options.owner, 'onStart', options.name, () => frame.run(() => options.onStart?.(run)));
}

/** What changes where nothing is traced any more. */
export function silence(): ZoneChanges {
  return { activeRun: null, settings: { enabled: false, ...openedHere() } };
}

/**
 * Inside a silenced call there is no current run, so that what it calls cannot attach to a run further up. Its generators
 * stay silenced where they are consumed.
 */
export function callSilenced(zone: Zone, callable: Callable, self: unknown, args: unknown[]): unknown {
  const silent = zone.activeRun === undefined && zone.settings.enabled === false;
  const frame = zone.fork(silent ? {} : silence());
  return pinResult(carrier.run(frame, callable, self, args), frame);
}
