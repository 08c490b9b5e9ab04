import { mergeMetadata, mergeTags } from '../run/inherit.js';
import type { RunObserver } from '../run/runObserver.js';
import type { RunInit, RunTree } from '../run/runTree.js';
import { noSettings } from '../zone/settings.js';
import type { Zone } from '../zone/zone.js';
import { processSettings, type ProcessSettings } from './processSettings.js';
import type { CallOptions } from './traced.js';

const noDefaults: ProcessSettings = {};

/** The nearest word on it counts: the call's, the scope's, the process's. */
export function isEnabled(zone: Zone, options: Pick<CallOptions, 'enabled'>): boolean {
  return options.enabled ?? zone.settings.enabled ?? processSettings().enabled ?? true;
}

/**
 * A run for what a zone is about to call: below `explicitParent`, or for `undefined` below the zone's own run; `null` makes
 * it the root of a new trace. Not announced yet.
 */
export function newRun<Run extends RunTree = RunTree>(
  zone: Zone,
  options: CallOptions,
  inputs: RunInit['inputs'],
  explicitParent: RunTree | null | undefined,
  id: string | undefined,
  RunClass: new (init: RunInit) => Run,
): Run {
  const parent = explicitParent === undefined ? (zone.activeRun as RunTree | undefined) : (explicitParent ?? undefined);
  const observed = parent?.isObserved === true;
  // A parent that was passed in has its own exporter and project; those of the scope around are another trace's.
  const scope = explicitParent !== undefined && observed ? noSettings : zone.settings;
  const process = parent === undefined ? processSettings() : noDefaults;
  return new RunClass({
    name: options.name,
    runType: options.runType,
    parent,
    inputs,
    tags: mergeTags(mergeTags(process.tags, zone.settings.tags), options.tags),
    metadata: mergeMetadata(mergeMetadata(process.metadata, zone.settings.metadata), options.metadata),
    projectName: options.projectName ?? scope.projectName,
    id,
    // A parent from another process has no exporter to inherit.
    observer:
      options.exporter ??
      (scope.exporter as RunObserver | undefined) ??
      (observed ? undefined : processSettings().exporter),
  });
}
