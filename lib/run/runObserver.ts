import type { Run } from './run.js';

/**
 * Who is told of a run's start and end. Runs know this much of the outside and no more: an exporter is one of these.
 *
 * What is thrown here is caught, reported, and never reaches the traced program. The run is given as the program's own
 * object: at `onEnd` it is final, before that it may still change, so what an observer keeps of it, it takes at once.
 */
export interface RunObserver {
  onStart?(run: Run): void;
  onEnd(run: Run): void;
}
