import { ownWork } from '../capture/ownWork.js';
import { mergeMetadata, mergeTags } from '../run/inherit.js';
import { CheckedDescription } from '../run/checkedDescription.js';
import type { RunDescription } from '../run/runDescription.js';
import type { RunTree } from '../run/runTree.js';
import type { RunObserver } from '../run/runObserver.js';
import { noSettings, type ZoneSettings } from '../zone/settings.js';
import type { Zone } from '../zone/zone.js';
import type { CallOptions } from './callOptions.js';
import { callingRun } from './callingRun.js';
import { processSettings } from './processSettings.js';

/** The nearest word on it counts: the call's, the scope's, the process's. Never in what the library itself has called. */
export function isEnabled(zone: Zone, options: { readonly enabled?: boolean | undefined }): boolean {
  if (ownWork.isUnderWay) return false;
  return options.enabled ?? zone.settings.enabled ?? processSettings().enabled ?? true;
}

/** How a run is made: `new RunTree(…)`, or a subclass. */
type MakeRun<Run> = new (description: RunDescription, parent?: RunTree, observer?: RunObserver) => Run;

/**
 * A run for what a zone is about to call: below `explicitParent`, or for `undefined` below the run whose code is calling;
 * `null` makes it the root of a new trace. Not announced yet.
 */
export function newRun<Run extends RunTree>(
  zone: Zone,
  options: CallOptions,
  explicitParent: RunTree | null | undefined,
  RunClass: MakeRun<Run>,
): Run {
  const parent = explicitParent === undefined ? callingRun(zone) : (explicitParent ?? undefined);
  const observed = parent?.isObserved === true;
  // A parent that is not the zone's has its own exporter and project; those of the scope around are another trace's.
  const isOther = explicitParent !== undefined || parent !== zone.activeRun;
  const scope = isOther && observed ? noSettings : zone.settings;
  const observer =
    options.exporter ??
    (scope.exporter as RunObserver | undefined) ??
    // A parent from another process has no exporter to inherit.
    (observed ? undefined : processSettings().exporter);
  const isPlain = zone.settings === noSettings && (parent !== undefined || !marksRoots());
  return new RunClass(isPlain ? options : describe(zone.settings, scope, options, parent), parent, observer);
}

function marksRoots(): boolean {
  const { tags, metadata } = processSettings();
  return tags !== undefined || metadata !== undefined;
}

/** What scopes and the process add to what a call says of itself. */
function describe(
  settings: ZoneSettings,
  scope: ZoneSettings,
  options: CallOptions,
  parent: RunTree | undefined,
): CheckedDescription {
  const process = parent === undefined ? processSettings() : undefined;
  return new CheckedDescription({
    name: options.name,
    runType: options.runType,
    tags: mergeTags(mergeTags(process?.tags, settings.tags), options.tags),
    metadata: mergeMetadata(mergeMetadata(process?.metadata, settings.metadata), options.metadata),
    projectName: options.projectName ?? scope.projectName,
    id: options.id,
  });
}
