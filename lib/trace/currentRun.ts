import type { RunTree } from '../run/runTree.js';
import { Zone } from '../zone/zone.js';
import { callingRun } from './callingRun.js';

/**
 * The run that the calling code belongs to; `undefined` outside any and where tracing is silenced.
 *
 * As the default of a parameter it gives a method its own run.
 *
 * @example
 * async answer(question: string, run = getCurrentRunTree()) {
 *   run?.addMetadata({ length: question.length });
 * }
 */
export function getCurrentRunTree(): RunTree | undefined {
  return callingRun(Zone.current);
}

/** There is no run where one is required. */
export class NoActiveRunError extends Error {
  override readonly name = 'NoActiveRunError';

  constructor() {
    super(
      'There is no active run here: the code runs outside any traced call, in a silenced one, or after a suspension that loses the zone. ' +
        'Call it from a @traceable method or inside trace(); bind(fn) callbacks that others call; use getCurrentRunTree() where a run may be missing.',
    );
  }
}

/** As {@link getCurrentRunTree}, where there has to be one: throws {@link NoActiveRunError} where there is none. */
export function requireCurrentRunTree(): RunTree {
  const run = getCurrentRunTree();
  if (run === undefined) throw new NoActiveRunError();
  return run;
}
