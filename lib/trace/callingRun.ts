import type { RunnableConfig } from '../run/runnableConfig.js';
import type { RunTree } from '../run/runTree.js';
import type { Zone, ZoneChanges } from '../zone/zone.js';

/**
 * Code that another library runs as a step of its own, such as a node of a graph. That library cannot enter a zone of ours,
 * so inside a step the zone is still the one in which the library was called.
 */
export interface Steps {
  /** The run of the step whose code is calling, where there is one. Never throws. */
  current(): RunTree | undefined;
  /** Calls the code of a step as the library would: so that what it asks for its own context finds it. */
  enter<Result>(config: RunnableConfig, code: () => Result): Result;
}

const key = Symbol.for('tracenest.steps');

/** Shared, so that the integration of one copy of the library serves the decorated methods of all. */
const known = ((globalThis as { [key]?: { steps: Steps | undefined } })[key] ??= { steps: undefined });

/** Says who knows the steps. Until then, and for whoever uses no such library, asking costs one comparison. */
export function knowSteps(steps: Steps): void {
  known.steps = steps;
}

/** Whether code may be a step of another library's. */
export function knowsSteps(): boolean {
  return known.steps !== undefined;
}

/** Calls what is to run as the code of the step that a config was made for; a config without callbacks is of none. */
export function inStep<Result>(config: RunnableConfig, code: () => Result): Result {
  return known.steps === undefined || config.callbacks === undefined ? code() : known.steps.enter(config, code);
}

/** The run that code belongs to, by its zone and by the step that it may be in. */
export function callingRun(zone: Zone): RunTree | undefined {
  return known.steps === undefined ? (zone.activeRun as RunTree | undefined) : innerRun(zone, known.steps.current());
}

/**
 * Which of the two was entered last: the step in the zone, or the zone in the step. A zone that was entered inside a step
 * belongs to a run below the step's; or, where it was put elsewhere on purpose, it has noted the step it was opened in.
 */
export function innerRun(zone: Zone, step: RunTree | undefined): RunTree | undefined {
  const active = zone.activeRun as RunTree | undefined;
  if (step === undefined || zone.settings.openedIn === step || active?.isBelow(step) === true) return active;
  return step;
}

/** The note of where a zone is opened whose run is not below the step around. */
export function openedHere(): ZoneChanges['settings'] {
  const step = known.steps?.current();
  return step === undefined ? undefined : { openedIn: step };
}
