import type { RunTree } from '../../run/runTree.js';
import type { StepRun } from './stepRun.js';

/** How many steps that have ended are still known, for what starts in them late: an aborted step's body goes on. */
const maxEnded = 1000;
/** How many of them are kept with their inputs and outputs. The others are known while their runs are used somewhere. */
const maxKept = 100;

/** The run that stands for a step; `undefined` where it is silenced. A step of its own run is also ended by its events. */
interface Step {
  readonly run: RunTree | undefined;
  readonly isOwn: boolean;
}

/** Runs by LangChain's ids. */
export class Steps {
  readonly #open = new Map<string, Step>();
  readonly #ended = new Map<string, WeakRef<RunTree> | undefined>();
  readonly #kept: (RunTree | undefined)[] = [];
  #turn = 0;

  /** The step has a run of its own. */
  begin(id: string, run: StepRun): void {
    this.#open.set(id, { run, isOwn: true });
  }

  /** The step has none: what is in it belongs to the run around it, or to nobody. */
  alias(id: string, run: RunTree | undefined): void {
    this.#open.set(id, { run, isOwn: false });
  }

  find(id: string): Omit<Step, 'isOwn'> | undefined {
    const open = this.#open.get(id);
    if (open !== undefined || !this.#ended.has(id)) return open;
    const reference = this.#ended.get(id);
    const run = reference?.deref();
    return reference !== undefined && run === undefined ? undefined : { run };
  }

  /** The step's own run, if it is going on. */
  running(id: string): StepRun | undefined {
    const step = this.#open.get(id);
    return step?.isOwn === true ? (step.run as StepRun) : undefined;
  }

  end(id: string): void {
    const step = this.#open.get(id);
    if (step === undefined) return;
    this.#open.delete(id);
    const { run } = step;
    this.#ended.set(id, run && new WeakRef(run));
    this.#kept[this.#turn++ % maxKept] = run;
    if (this.#ended.size <= maxEnded) return;
    for (const [oldest] of this.#ended) {
      this.#ended.delete(oldest);
      return;
    }
  }
}

/** Steps that are going on, in whichever bridge: of two bridges in one call, the first one tells of it. */
const known = new Map<string, RunTree>();

/** The run that another bridge has made of a step. */
export function madeElsewhere(id: string): RunTree | undefined {
  return known.get(id);
}

export function makeKnown(id: string, run: RunTree): void {
  known.set(id, run);
}

export function forgetKnown(id: string): void {
  known.delete(id);
}

/** LangChain's ids of steps that only stand around a method of ours, which makes its own run. */
export const standAsides: Set<string> = new Set();
