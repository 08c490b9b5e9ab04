import type { RunTree } from '../run/runTree.js';
import type { ZoneChanges } from '../zone/zone.js';
import { openedHere } from './callingRun.js';
import type { CallOptions } from './callOptions.js';

/** The changes, without those that say nothing. */
function given(changes: NonNullable<ZoneChanges['settings']>): NonNullable<ZoneChanges['settings']> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/**
 * What changes for everything below a run: what its options say. Where the run was put under a parent of its own choice,
 * the exporter and project around it are not handed down: what is below goes with that parent. `undefined` for no change.
 */
export function settingChanges(
  { enabled, exporter, projectName }: Pick<CallOptions, 'enabled' | 'exporter' | 'projectName'>,
  explicitParent: RunTree | null | undefined,
): ZoneChanges['settings'] | undefined {
  const leaves = explicitParent?.isObserved === true;
  const opened = explicitParent === undefined ? undefined : openedHere();
  const isPlain = enabled === undefined && exporter === undefined && projectName === undefined;
  if (isPlain && !leaves && opened === undefined) return undefined;
  const changes = given({ enabled, exporter, projectName });
  return { ...(leaves ? { exporter: undefined, projectName: undefined } : {}), ...changes, ...opened };
}
