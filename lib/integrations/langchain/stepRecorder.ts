import { reportOnce } from '../../diagnostics/diagnostic.js';
import type { EndStatus } from '../../run/run.js';
import type { RunTree } from '../../run/runTree.js';
import { CallOptions } from '../../trace/callOptions.js';
import { innerRun } from '../../trace/callingRun.js';
import { isEnabled, newRun } from '../../trace/newRun.js';
import { Zone } from '../../zone/zone.js';
import { commandOf } from '../../trace/outcome.js';
import { OpenSteps } from './openSteps.js';
import { sharedId } from './sharedId.js';
import { statusOf, type StepStart } from './stepEvents.js';
import { StepRun } from './stepRun.js';
import { forgetKnown, madeElsewhere, makeKnown, standAsides, Steps } from './steps.js';

const hiddenTag = 'langsmith:hidden';

/** Makes runs of steps, and ends them. Never throws: LangChain would only print it. */
export class StepRecorder {
  readonly #bound: () => RunTree | undefined;
  readonly #steps = new Steps();
  readonly #open: OpenSteps;

  /**
   * @param bound tells the run that steps go below whose parent is not known here.
   * @param signal that of the calls, where it is known.
   */
  constructor(bound: () => RunTree | undefined, signal: AbortSignal | undefined) {
    this.#bound = bound;
    this.#open = new OpenSteps((id, status) => {
      this.end(id, status);
    }, signal);
  }

  /** The run of a step; for no step, and for one that is not known, the bound one. */
  runOf(id: string | undefined): RunTree | undefined {
    const step = id === undefined ? undefined : this.#steps.find(id);
    return step === undefined ? this.#bound() : step.run;
  }

  /** Adds to a step that is going on. */
  during(id: string, record: (run: StepRun) => void): void {
    this.#guarded(() => {
      const run = this.#steps.running(id);
      if (run?.status === 'running') record(run);
    });
  }

  /** LangChain starts a step, in the zone of whoever called it. */
  start(start: StepStart): void {
    this.#guarded(() => {
      const zone = Zone.current;
      const parent = this.#parentOf(zone, start.parentId);
      const other = madeElsewhere(start.id);
      // LangChain's run manager holds this very list, and nothing outlives the manager that could tell of the end.
      this.#open.add(start.id, start.tags);
      if (other !== undefined) this.#steps.alias(start.id, other);
      else if (!isEnabled(zone, {})) this.#steps.alias(start.id, undefined);
      else if (standAsides.has(start.id) || start.tags?.includes(hiddenTag) === true) {
        this.#steps.alias(start.id, parent ?? (zone.activeRun as RunTree | undefined));
      } else this.#begin(zone, parent, start);
    });
  }

  #begin(zone: Zone, parent: RunTree | undefined, start: StepStart): void {
    const { id, runType, tags, metadata } = start;
    const name = start.name ?? start.component?.id?.at(-1) ?? 'step';
    const options = new CallOptions({ runType, tags, metadata }, name, this, sharedId(id));
    const run = newRun(zone, options, parent, StepRun);
    run.setInputs(start.inputs);
    this.#steps.begin(id, run);
    makeKnown(id, run);
    run.announce();
  }

  /** As `newRun` takes it: `undefined` for the zone's own run. */
  #parentOf(zone: Zone, parentId: string | undefined): RunTree | undefined {
    const step = parentId === undefined ? undefined : this.#steps.find(parentId);
    if (step === undefined) return this.#bound();
    const inner = innerRun(zone, step.run);
    return inner === zone.activeRun ? undefined : inner;
  }

  /** Ends a step with what it threw. */
  fail(id: string, error: unknown, record?: (run: StepRun) => void): void {
    const status = statusOf(error);
    const command = commandOf(error);
    const recordAll = (run: StepRun): void => {
      record?.(run);
      if (command !== undefined) run.setOutputs(command);
    };
    this.end(id, status, recordAll, status === 'error' ? error : undefined);
  }

  /** The first end counts. `record` adds what is known only then. */
  end(id: string, status: EndStatus, record?: (run: StepRun) => void, error?: unknown): void {
    this.#guarded(() => {
      const run = this.#steps.running(id);
      this.#steps.end(id);
      this.#open.delete(id);
      if (run === undefined) return;
      forgetKnown(id);
      if (!run.stop()) return;
      record?.(run);
      run.settle(status, error);
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (cause) {
      reportOnce(this, {
        code: 'langchain-bridge-failed',
        message: 'A LangChain callback could not be recorded. The program is not affected; a step may be missing.',
        cause,
      });
    }
  }
}
