import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import { hookFailed, runHook } from './hook.js';
import type { CallOptions } from './traced.js';

/** A run that is waiting for its end, and how to end it. One object, because it is passed to promises and streams. */
export class Outcome {
  readonly run: RunTree;
  readonly options: CallOptions;

  constructor(run: RunTree, options: CallOptions) {
    this.run = run;
    this.options = options;
  }

  returned(value: unknown): void {
    if (this.run.endTime === undefined) endWithValue(this.run, this.options, value);
  }

  threw(error: unknown): void {
    if (this.run.endTime === undefined) endWithError(this.run, this.options, error);
  }

  stopped(status: EndStatus): void {
    if (this.run.endTime === undefined) endRun(this.run, this.options, status);
  }
}

export function endWithValue(run: RunTree, options: CallOptions, value: unknown): void {
  recordOutput(run, options, value);
  endRun(run, options, 'success');
}

export function recordOutput(run: RunTree, options: CallOptions, value: unknown): void {
  const { processOutputs } = options;
  if (processOutputs === undefined) return run.setOutputs(value);
  const output = runHook(options, 'processOutputs', options.name, () => processOutputs.call(options, value));
  // Failing closed: the hook may be there to keep something out of the trace.
  run.setOutputs(output === hookFailed ? '[withheld: processOutputs failed]' : output);
}

export function endWithError(run: RunTree, options: CallOptions, error: unknown): void {
  if (isBubbleUp(error)) endRun(run, options, 'interrupted');
  else if (isHandled(options, error)) endRun(run, options, 'success');
  else endRun(run, options, 'error', error);
}

export function endRun(run: RunTree, options: CallOptions, status: EndStatus, error?: unknown): void {
  const { onEnd } = options;
  if (onEnd === undefined) run.settle(status, error);
  else run.settle(status, error, () => void runHook(options, 'onEnd', options.name, () => onEnd.call(options, run)));
}

/** LangGraph throws its interrupts; the flag is its own test for them, a name can be anybody's. */
function isBubbleUp(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'is_bubble_up' in error && error.is_bubble_up === true;
}

function isHandled(options: CallOptions, error: unknown): boolean {
  return options.exceptionsToHandle?.some((type) => error instanceof type) === true;
}
