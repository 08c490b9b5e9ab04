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
  /**
   * A run that streams has given its first chunk. `chunks` holds what it has given, as it will be recorded, and grows while the
   * run goes on: to be looked at by a timer, so that no chunk pays for it, and not to be written to. Not called where the process
   * redacts or the run's own hook processes its outputs; {@link showsParts} says whether they still may be shown.
   *
   * @returns whether it will be looked at. @internal
   */
  onStream?(run: Run, chunks: readonly unknown[]): boolean;
}
