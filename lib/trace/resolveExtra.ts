import { report } from '../diagnostics/diagnostic.js';
import { isUuid } from '../run/identity.js';
import { mergeMetadata, mergeTags } from '../run/inherit.js';
import type { RunTree } from '../run/runTree.js';
import { runHook } from './hook.js';
import { resolveParent } from './parentSource.js';
import { CallOptions } from './callOptions.js';
import type { CallExtra } from './withExtra.js';

/** A call's overrides, and the signal that aborts it. */
export interface ExtraWithSignal extends CallExtra {
  readonly signal?: AbortSignal | undefined;
}

/** A call's overrides, worked into its options. */
export interface ResolvedExtra {
  readonly options: CallOptions;
  /** `null` for a new trace, `undefined` for the run around the call. */
  readonly parent: RunTree | null | undefined;
}

/** The id that was asked for, where it is one. */
export function usableRunId(runId: string | undefined, member: string): string | undefined {
  if (runId === undefined || isUuid(runId)) return runId?.toLowerCase();
  report({
    code: 'run-id-malformed',
    message: `The runId ${JSON.stringify(runId)} for ${member} is no UUID and is ignored; the run got an id of its own.`,
  });
  return undefined;
}

export function resolveExtra(extra: ExtraWithSignal, options: CallOptions): ResolvedExtra {
  const { config } = extra;
  const name = extra.name ?? config?.runName ?? options.name;
  const merged = {
    ...options,
    tags: mergeTags(mergeTags(options.tags, config?.tags), extra.tags),
    metadata: mergeMetadata(mergeMetadata(options.metadata, config?.metadata), extra.metadata),
    projectName: extra.projectName ?? options.projectName,
    onEnd(run: RunTree): void {
      runHook(options.owner, 'onEnd', name, () => options.onEnd?.(run));
      runHook(extra.onEnd ?? extra, 'onEnd', name, () => extra.onEnd?.(run));
    },
  };
  return {
    parent: resolveParent(extra.parent === undefined ? config : extra.parent),
    options: new CallOptions(
      merged,
      name,
      options.owner,
      usableRunId(extra.runId ?? config?.runId, name),
      extra.signal ?? config?.signal,
    ),
  };
}
