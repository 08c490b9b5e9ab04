import { snapshot } from '../capture/snapshot.js';
import type { EndStatus } from '../run/run.js';
import { RunTree, type RunInit } from '../run/runTree.js';
import { Scope } from '../zone/scope.js';
import { Zone } from '../zone/zone.js';
import { callInRun, callSilenced } from './callTraced.js';
import { isEnabled, newRun } from './newRun.js';
import { resolveParent, type ParentSource } from './parentSource.js';
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

function start(zone: Zone, options: StartRunOptions): BlockRun {
  if (typeof options !== 'object' || typeof options.name !== 'string') {
    throw new TypeError('startRun and trace need a name: startRun({ name: "import", runType: "chain" }).');
  }
  const inputs = options.inputs === undefined ? undefined : (snapshot(options.inputs) as RunInit['inputs']);
  return newRun(zone, options, inputs, resolveParent(options.parent), options.runId, BlockRun);
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
  if (!isEnabled(zone, options)) return new BlockRun({ name: options.name, inputs: options.inputs });
  const run = start(zone, options);
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
  const zone = Zone.current;
  const kind = functionKind(callback);
  const call = callback as (this: unknown, ...args: unknown[]) => unknown;
  if (!isEnabled(zone, options)) {
    const detached = new RunTree({ name: options.name, inputs: options.inputs });
    return callSilenced(zone, call, undefined, [detached]) as Result;
  }
  const run = start(zone, options);
  return callInRun(zone, run, options, kind, call, undefined, [run]) as Result;
}
