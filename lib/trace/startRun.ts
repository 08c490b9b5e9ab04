import type { EndStatus } from '../run/run.js';
import { RunTree } from '../run/runTree.js';
import { Scope } from '../zone/scope.js';
import { Zone } from '../zone/zone.js';
import { CallOptions } from './callOptions.js';
import { callInRun, callSilenced, type Callable } from './callTraced.js';
import { isEnabled, newRun } from './newRun.js';
import { resolveParent, type ParentSource } from './parentSource.js';
import { usableRunId } from './resolveExtra.js';
import type { TraceableOptions } from './traceableOptions.js';
import { functionKind } from './traced.js';

type ArgumentHook = 'argumentNames' | 'processInputs' | 'extractAttachments' | 'getInvocationParams';

/** A run around code that is no method: its name, inputs and, if it is not the run around it, its parent. */
export interface StartRunOptions extends Omit<TraceableOptions, ArgumentHook> {
  readonly name: string;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Default: the run around the call. `null` starts a new trace. */
  readonly parent?: ParentSource | undefined;
  /** The id of the run: a UUID that was not used before. */
  readonly runId?: string | undefined;
}

/** A run that is the current one until its end or the end of its block. */
export class BlockRun extends RunTree implements Disposable {
  private scope: Scope | undefined = undefined;

  /** Makes this the current run of the block that called `api`. */
  open(api: (...args: never[]) => unknown): this {
    this.scope = Scope.open({ activeRun: this }, api);
    return this;
  }

  override settle(status: EndStatus, thrown?: unknown, beforeSealing?: (run: RunTree) => void): void {
    super.settle(status, thrown, beforeSealing);
    this.scope?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (this.endTime === undefined) this.settle('success');
    else this.scope?.[Symbol.dispose]();
  }
}

function callOptions(options: StartRunOptions): CallOptions {
  if (typeof options !== 'object' || typeof options.name !== 'string') {
    throw new TypeError('startRun and trace need a name: startRun({ name: "import", runType: "chain" }).');
  }
  return new CallOptions(options, options.name, usableRunId(options.runId, options.name));
}

/** Where tracing is off: a run to work with that goes nowhere. */
function detached({ name, inputs }: StartRunOptions): BlockRun {
  const run = new BlockRun({ name });
  if (inputs !== undefined) run.setInputs(inputs);
  return run;
}

/**
 * Starts a run around the rest of a block: `using run = startRun({ name })`. It ends with the block, as a success, or
 * before that with `run.end(outputs, error)`: a block cannot tell that it was left by a throw, {@link trace} can.
 *
 * Where tracing is off, the run is there and goes nowhere. It does not survive what a `tracingContext` block does not.
 *
 * @example
 * using run = startRun({ name: 'import', inputs: { file } });
 * run.setOutputs({ rows: importFile(file) });
 */
export function startRun(options: StartRunOptions): BlockRun {
  const zone = Zone.current;
  const call = callOptions(options);
  if (!isEnabled(zone, call)) return detached(options);
  const run = newRun(zone, call, resolveParent(options.parent), BlockRun);
  if (options.inputs !== undefined) run.setInputs(options.inputs);
  run.announce();
  return run.open(startRun);
}

/**
 * Calls `callback(run)` inside a run and returns what it returns; what it returns or throws ends the run, as for a
 * decorated method (promises, generators and streams included).
 *
 * @example
 * const rows = await trace({ name: 'import', inputs: { file } }, async (run) => importRows(file));
 */
export function trace<Result>(options: StartRunOptions, callback: (run: RunTree) => Result): Result {
  if (typeof callback !== 'function')
    throw new TypeError('trace needs a callback: trace({ name: "import" }, (run) => …).');
  const zone = Zone.current;
  const call = callOptions(options);
  const callable = callback as Callable;
  if (!isEnabled(zone, call)) return callSilenced(zone, callable, undefined, [detached(options)]) as Result;
  const run = newRun(zone, call, resolveParent(options.parent), RunTree);
  if (options.inputs !== undefined) run.setInputs(options.inputs);
  return callInRun(zone, run, call, functionKind(callback), callable, undefined, [run]) as Result;
}
