import type { Run } from './run.js';

/**
 * Who is told of a run's start and end. Runs know this much of the outside and no more: an exporter is one of these.
 *
 * What is thrown here is caught, reported, and never reaches the traced program. The run is given as the program's own
 * object: at `onEnd` it is final, before that it may still change, so what an observer keeps of it, it takes at once.
 */
export interface RunObserver {
  /**
   * `true` promises that `onStart` and `onEnd` call no decorated code and start nothing that does: no promise, timer or
   * request. All others are called where nothing is traced, with all that they start, so that an exporter which uses
   * decorated code does not export itself for ever. That costs each run another `AsyncLocalStorage.run`, which is dear on
   * Node 24 and later.
   */
  readonly isPassive?: boolean;
  onStart?(run: Run): void;
  onEnd(run: Run): void;
}
