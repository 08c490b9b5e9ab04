import { aText, type Check, type Checks } from '../options/checks.js';
import { requireOptions } from '../options/requireOptions.js';
import { descriptionChecks } from './descriptionChecks.js';
import { takeMetadata, takeTags } from './inherit.js';
import type { RunDescription, RunInit } from './runDescription.js';
import { usableRunId } from './usableRunId.js';

/**
 * A description whose values were looked at when it was made: for a decorated method that is once, and not call by call.
 *
 * A class, so that all of them have one shape: every call reads them, and object literals of as many shapes as a program has
 * decorated methods would make each read slow.
 */
export class CheckedDescription implements RunDescription {
  readonly name: string;
  readonly runType: RunDescription['runType'];
  readonly tags: RunDescription['tags'];
  readonly metadata: RunDescription['metadata'];
  readonly projectName: RunDescription['projectName'];
  readonly id: string | undefined;
  readonly startTime: number | undefined;

  constructor(description: RunDescription) {
    this.name = description.name;
    this.runType = description.runType;
    this.tags = description.tags && takeTags(description.tags);
    this.metadata = description.metadata && takeMetadata(description.metadata);
    this.projectName = description.projectName;
    this.id = description.id;
    this.startTime = description.startTime;
  }
}

const hasOnEnd = (value: unknown): boolean => typeof (value as { onEnd?: unknown } | null)?.onEnd === 'function';
const anObserver: Check = ['an exporter, with a method onEnd', hasOnEnd];
/** Any: one that cannot be written is replaced by the moment. */
const aTime: Check = ['a number of milliseconds', (value) => typeof value === 'number'];

const { inputs, ...own } = descriptionChecks;
const runChecks: Checks = { ...own, id: aText, startTime: aTime };
const childChecks: Checks = { ...runChecks, inputs, observer: anObserver };

function checked(where: string, description: RunDescription, checks: Checks): CheckedDescription {
  requireOptions(where, description, checks);
  const { name, id } = description as Partial<RunDescription>;
  if (name === undefined) throw new TypeError(`${where} needs a name, as in { name: 'lookup', runType: 'tool' }.`);
  return new CheckedDescription({ ...description, id: usableRunId(id, name) });
}

/** The description of a run that the program makes by itself. Throws a `TypeError` where it means nothing. */
export function checkedDescription(description: RunDescription): CheckedDescription {
  return checked('new RunTree', description, runChecks);
}

/** As {@link checkedDescription}, with what else a child takes. */
export function checkedChild(init: RunInit): CheckedDescription {
  return checked('createChild', init, childChecks);
}
