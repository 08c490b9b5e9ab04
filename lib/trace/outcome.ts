import type { EndStatus } from '../run/run.js';
import type { RunTree } from '../run/runTree.js';
import { forgetAbort } from './abort.js';
import type { CallOptions } from './callOptions.js';
import { hookFailed, runHook } from './hook.js';

/** Ends a run as a success with what the function returned. The first end counts. */
export function endWithValue(run: RunTree, options: CallOptions, value: unknown): void {
  if (!run.stop()) return;
  recordOutput(run, options, value);
  seal(run, options, 'success');
}

/** Ends a stopped run as a success, with the outputs that it has. */
export function endWithRecorded(run: RunTree, options: CallOptions): void {
  seal(run, options, 'success');
}

/** Ends a run with what was thrown: an error, unless it is control flow or one of the expected kinds. */
export function endWithError(run: RunTree, options: CallOptions, error: unknown): void {
  const command = commandOf(error);
  if (command !== undefined) return endWithValue(run, options, command);
  if (!run.stop()) return;
  const status = statusOf(options, error);
  seal(run, options, status, status === 'error' ? error : undefined);
}

/** Never throws: a proxy that refuses every question can be thrown, too, and has to reach the caller. */
function statusOf(options: CallOptions, error: unknown): EndStatus {
  try {
    if (isBubbleUp(error)) return 'interrupted';
    if (options.signal?.aborted === true) return 'cancelled';
    return isHandled(options, error) ? 'success' : 'error';
  } catch {
    return 'error';
  }
}

/** Ends a run that neither returned nor threw. */
export function endEarly(run: RunTree, options: CallOptions, status: EndStatus): void {
  if (run.stop()) seal(run, options, status);
}

export function recordOutput(run: RunTree, options: CallOptions, value: unknown): void {
  run.setOutputs(processedOutput(options, value));
}

/** What to record of a value that was given back. */
export function processedOutput(options: CallOptions, value: unknown): unknown {
  const { processOutputs } = options;
  if (processOutputs === undefined) return value;
  const output = runHook(options.owner, 'processOutputs', options.name, () => processOutputs(value));
  // Failing closed: the hook may be there to keep something out of the trace.
  return output === hookFailed ? '[withheld: processOutputs failed]' : output;
}

/** The hook that sees the ended run and may add to it, where there is one. */
export function onEndOf(options: CallOptions, run: RunTree): (() => void) | undefined {
  const { onEnd } = options;
  if (onEnd === undefined) return undefined;
  return () => void runHook(options.owner, 'onEnd', options.name, () => onEnd(run));
}

function seal(run: RunTree, options: CallOptions, status: EndStatus, error?: unknown): void {
  if (options.signal !== undefined) forgetAbort(run);
  run.settle(status, error, onEndOf(options, run));
}

/** LangGraph throws its interrupts; the flag is its own test for them, a name can be anybody's. */
export function isBubbleUp(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'is_bubble_up' in error && error.is_bubble_up === true;
}

/**
 * LangGraph also throws what a graph tells the graph around it to do, `new Command({ graph: Command.PARENT })`: a result
 * that takes the way of an error. Never throws.
 */
export function commandOf(error: unknown): object | undefined {
  try {
    if (!isBubbleUp(error)) return undefined;
    const { command } = error as { readonly command?: unknown };
    return typeof command === 'object' && command !== null ? command : undefined;
  } catch {
    return undefined; // A proxy that refuses to be asked.
  }
}

function isHandled(options: CallOptions, error: unknown): boolean {
  return options.exceptionsToHandle?.some((type) => error instanceof type) === true;
}
