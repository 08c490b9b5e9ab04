import { RunTree } from '../run/runTree.js';
import { usableRunId } from '../run/usableRunId.js';
import { Zone } from '../zone/zone.js';
import { BlockRun, DetachedRun } from './blockRun.js';
import { CallOptions } from './callOptions.js';
import { callInRun, callSilenced, frameOf, silence, type Callable } from './callTraced.js';
import { runHook } from './hook.js';
import { isEnabled, newRun } from './newRun.js';
import { requireOptions } from './optionChecks.js';
import { resolveParent, type ParentSource } from './parentSource.js';
import { settingChanges } from './settingChanges.js';
import { traceableOptionNames, type TraceableOptions } from './traceableOptions.js';
import { functionKind } from './traced.js';

type ArgumentHook = 'argumentNames' | 'processInputs' | 'extractAttachments' | 'getInvocationParams';
type ResultHook = 'processChunk' | 'aggregator' | 'exceptionsToHandle';

/** A run around a callback: its name, inputs and, if it is not the run around it, its parent. */
export interface TraceOptions extends Omit<TraceableOptions, ArgumentHook> {
  readonly name: string;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Default: the run around the call. `null` starts a new trace. */
  readonly parent?: ParentSource | undefined;
  /** The id of the run: a UUID that was not used before. */
  readonly runId?: string | undefined;
}

/** A run around a block, which gives nothing back and so has nothing to stream. */
export type StartRunOptions = Omit<TraceOptions, ResultHook>;

const ownNames = ['inputs', 'parent', 'runId'];
const argumentHooks = ['argumentNames', 'processInputs', 'extractAttachments', 'getInvocationParams'];
const resultHooks = ['processChunk', 'aggregator', 'exceptionsToHandle'];
const callbackOptionNames = [...traceableOptionNames.filter((name) => !argumentHooks.includes(name)), ...ownNames];
const blockOptionNames = callbackOptionNames.filter((name) => !resultHooks.includes(name));

function callOptions(api: string, options: TraceOptions, names: readonly string[]): CallOptions {
  requireOptions(api, options, names);
  if (typeof options.name !== 'string') {
    throw new TypeError(`${api} needs a name: ${api}({ name: "import", runType: "chain" }).`);
  }
  // Options are often written anew for every call, around hooks that stay: a failing one is reported for itself, once.
  const hook = options.processOutputs ?? options.onEnd ?? options.onStart ?? options.aggregator ?? options.processChunk;
  return new CallOptions(options, options.name, hook, usableRunId(options.runId, options.name));
}

function withInputs<Run extends RunTree>(run: Run, { inputs }: TraceOptions): Run {
  if (inputs !== undefined) run.setInputs(inputs);
  return run;
}

/**
 * Starts a run around the rest of a block: `using run = startRun({ name })`. It ends with the block, as a success, or
 * before that with `run.end(outputs, error)`: a block cannot tell that it was left by a throw, {@link trace} can.
 *
 * Where tracing is off, the run is there and goes nowhere. It does not survive what a `tracingContext` block does not.
 *
 * @throws TypeError on a missing name, on unknown options and on values of the wrong kind.
 * @example
 * using run = startRun({ name: 'import', inputs: { file } });
 * run.setOutputs({ rows: importFile(file) });
 */
export function startRun(options: StartRunOptions): BlockRun {
  const zone = Zone.current;
  const call = callOptions('startRun', options, blockOptionNames);
  if (!isEnabled(zone, call)) {
    return withInputs(new DetachedRun({ name: options.name }), options).open(call, silence(), startRun);
  }
  const parent = resolveParent(options.parent);
  const run = withInputs(newRun(zone, call, parent, BlockRun), options);
  run.announce();
  run.open(call, { activeRun: run, settings: settingChanges(call, parent) ?? {} }, startRun);
  if (call.onStart !== undefined) runHook(call.owner, 'onStart', call.name, () => call.onStart?.(run));
  return run;
}

/**
 * Calls `callback(run)` inside a run and returns what it returns; what it returns or throws ends the run, as for a
 * decorated method (promises, generators and streams included).
 *
 * @throws TypeError on a missing name or callback, on unknown options and on values of the wrong kind.
 * @example
 * const rows = await trace({ name: 'import', inputs: { file } }, async (run) => importRows(file));
 */
export function trace<Result>(options: TraceOptions, callback: (run: RunTree) => Result): Result {
  if (typeof callback !== 'function') {
    throw new TypeError('trace needs a callback: trace({ name: "import" }, (run) => …).');
  }
  const zone = Zone.current;
  const call = callOptions('trace', options, callbackOptionNames);
  const callable = callback as Callable;
  if (!isEnabled(zone, call)) {
    const run = withInputs(new DetachedRun({ name: options.name }), options);
    return callSilenced(zone, callable, undefined, [run]) as Result;
  }
  const parent = resolveParent(options.parent);
  const run = withInputs(newRun(zone, call, parent, RunTree), options);
  const frame = frameOf(zone, run, call, parent);
  return callInRun(frame, run, call, functionKind(callback), callable, undefined, [run]) as Result;
}
